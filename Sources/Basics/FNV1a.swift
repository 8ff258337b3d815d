/// The 64-bit FNV-1a hash (Fowler, Noll & Vo, "The FNV Non-Cryptographic Hash Algorithm", IETF draft):
/// short and the same on every machine, but no protection against a forger.
@inlinable
package func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

/// The hash of a text's UTF-8 bytes.
package func fnv1a(_ text: String) -> UInt64 { fnv1a(text.utf8) }

/// A hash as 16 hexadecimal digits.
package func hexadecimal(_ hash: UInt64) -> String {
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
