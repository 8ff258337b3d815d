-- A page of the site as a chapter of the EPUB: links between pages become links within the book, and
-- what only the site has is no link.

local page = os.getenv("PAGE")
local pages = {}  -- those of the book
for name in os.getenv("PAGES"):gmatch("%S+") do pages[name] = true end

local function within(link)
  if link.target:match("^%a+:") or link.target:match("^#") then return nil end
  local name = link.target:match("^([%w-]+)%.html")
  if not pages[name] then return link.content end
  link.target = "#" .. name
  return link
end

local function named(header)
  if header.level == 1 then header.identifier = page else header.identifier = page .. "--" .. header.identifier end
  return header
end

return { { Link = within, Header = named } }
