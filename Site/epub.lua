-- A page of the site as a chapter of the EPUB: links between pages become links within the book, and
-- what only the site has is no link.

local page = os.getenv("PAGE")
local pages = {}  -- those of the book
for name in os.getenv("PAGES"):gmatch("%S+") do pages[name] = true end

--- What the heading, figure or equation `id` of page `name` is called in the book.
local function in_book(name, id) return name .. "--" .. id end

local function within(link)
  if link.target:match("^%a+:") then return nil end
  local name, anchor = link.target:match("^([%w-]+)%.html#?(.*)$")
  if link.target:match("^#") then name, anchor = page, link.target:sub(2) end
  if not pages[name] then return link.content end
  link.target = "#" .. (anchor == "" and name or in_book(name, anchor))
  return link
end

local function named(header)
  header.identifier = header.level == 1 and page or in_book(page, header.identifier)
  return header
end

local function renamed(block)
  block.text = block.text:gsub(' id="([^"]+)"', function(id) return (' id="%s"'):format(in_book(page, id)) end)
  return block
end

return { { Link = within, Header = named, RawBlock = renamed } }
