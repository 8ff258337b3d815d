// Checks the answers in this folder.
//
//     swift run exercise        lists the exercises that ask for code
//     swift run exercise B.3    says what is still wrong with that answer

import Basics
import Processes

openStandardFiles()
endProgram(with: examine(Array(CommandLine.arguments.dropFirst()), of: exercises))
