-- A page of the site as a chapter of one file: links between pages become links within the book, and
-- what only the site has is no link.

local page = os.getenv("PAGE")
local pages = {}  -- those of the book
for name in os.getenv("PAGES"):gmatch("%S+") do pages[name] = true end

--- What the heading `id` of page `name` is called in the book.
local function in_book(name, id) return name .. "--" .. id end

local function within(link)
  if link.target:match("^%a+:") then return nil end
  local name, anchor = link.target:match("^([%w-]+)%.html#?(.*)$")
  if link.target:match("^#") then name, anchor = page, link.target:sub(2) end
  if not pages[name] then return link.content end
  link.target = "#" .. (anchor == "" and name or in_book(name, anchor))
  return link
end

--- A caption without its link to the figure's data, which lie beside the site.
local function without_data(inlines)
  local function is(place, string) return inlines[place] and inlines[place].text == string end
  for i = #inlines, 1, -1 do
    local link = inlines[i]
    if link and link.t == "Link" and link.target:match("%.csv$") and is(i - 1, "(") and is(i + 1, ")") then
      for _ = 1, 3 do inlines:remove(i - 1) end
    end
  end
  return inlines
end

local function named(header)
  header.identifier = header.level == 1 and page or in_book(page, header.identifier)
  return header
end

--- Claims, whose names are those of a page.
local function owned(box)
  if box.identifier ~= "" then box.identifier = in_book(page, box.identifier) end
  return box
end

--- Figures and equations, whose numbers begin anew on each page. Print folds nothing.
local function numbered(block)
  if block.text:match("^</?details>") then return {} end
  block.text = block.text:gsub('id="([%w-]+)"', function(id) return ('id="%s"'):format(in_book(page, id)) end)
  return block
end

return { { Inlines = without_data }, { Link = within, Header = named, Div = owned, RawBlock = numbered } }
