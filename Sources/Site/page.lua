-- What a page of the book becomes on the site and in the EPUB: figures with captions, claims as boxes,
-- links to the site's own pages. The text, its numbers and their order stay as they are in Book/.

local page = os.getenv("PAGE")      -- "02-autoencoder"
local index = os.getenv("INDEX")    -- where to write what the search finds, if anywhere

local text = pandoc.utils.stringify

-- MARK: Links

local function is_file(path)
  local file = io.open(path, "rb")
  local found = file ~= nil and file:read(0) ~= nil
  if file then file:close() end
  return found
end

--- A source file's page lies under source/; what has no page is no link.
local function relinked(link)
  local target, anchor = link.target:gsub("^Book/", ""):match("^([^#]*)(.*)$")
  local source = target:match("^%.%./(.*)$")
  if target:match("^%a+:") or target == "" then return nil end
  if source then
    if is_file(source) and source:match("/") then link.target = "source/" .. source .. ".html"
    elseif is_file(source .. "/README.md") then link.target = "source/" .. source .. "/README.md.html"
    else return link.content end
  elseif target == "README.md" then link.target = "index.html"
  elseif target:match("%.md$") then link.target = target:gsub("%.md$", ".html") .. anchor
  end
  return link
end

-- MARK: Figures

--- The number in "Figure 3. …", where a caption begins like that.
local function figure_number(block)
  if not block or block.t ~= "Para" or block.content[1].t ~= "Emph" then return nil end
  return text(block.content[1]):match("^Figure (%d+)%.")
end

local function figure(image, caption, number)
  return {
    pandoc.RawBlock("html", ('<figure id="figure-%s">'):format(number)), pandoc.Plain { image },
    pandoc.RawBlock("html", "<figcaption>"), pandoc.Plain(caption.content),
    pandoc.RawBlock("html", "</figcaption></figure>"),
  }
end

-- MARK: References

--- The number in "… \qquad (3)", where a formula of its own ends like that.
local function equation_number(block)
  local only = block.t == "Para" and #block.content == 1 and block.content[1]
  return only and only.t == "Math" and only.mathtype == "DisplayMath" and only.text:match("\\qquad %((%d+)%)%s*$")
end

local equations = {}  -- those of the page that have a number

--- Where two words such as "Figure" and "3." or "equation" and "(3)," lead to, and which part of them says so.
local function referred(first, second)
  local figure = first:match("^%(?Figure$") and second:match("^%d+")
  if figure then return "#figure-" .. figure, figure end
  local word = first:lower():match("^%(?(%a+)$")
  local equation = (word == "equation" or word == "inequality") and second:match("^%((%d+)%)")
  if equation and equations[equation] then return "#equation-" .. equation, "(" .. equation .. ")" end
end

--- "Figure 3" and "equation (3)" in the text lead there; in a figure's own caption that would lead nowhere new.
local function references(inlines)
  for i = 1, #inlines - 2 do
    local first, space, second = inlines[i], inlines[i + 1], inlines[i + 2]
    if first.t == "Str" and (space.t == "Space" or space.t == "SoftBreak") and second.t == "Str" then
      local target, number = referred(first.text, second.text)
      if target then
        local word, rest = first.text:gsub("^%(", ""), second.text:sub(#number + 1)
        inlines[i] = pandoc.Str(first.text:match("^%(?") == "(" and "(" or "")
        inlines[i + 1] = pandoc.Link(word .. " " .. number, target)
        inlines[i + 2] = pandoc.Str(rest)
      end
    end
  end
  return inlines
end

-- MARK: Code

--- A line must not end within "--save-model".
local function whole(code)
  if code.text:match("%-") and #code.text <= 24 then code.classes:insert("whole") end
  return code
end

-- MARK: Formulas

--- What ends a sentence stays with the formula before it.
local function with_punctuation(inlines)
  for i = #inlines - 1, 1, -1 do
    local following = inlines[i + 1]
    if inlines[i].t == "Math" and following.t == "Str" and following.text:match("^[.,;:!?)]") then
      inlines[i] = pandoc.Span({ inlines[i], following }, pandoc.Attr("", { "whole" }))
      inlines:remove(i + 1)
    end
  end
  return inlines
end

local signs = {
  cdot = "·", times = "×", pm = "±", mp = "∓", le = "≤", ge = "≥", approx = "≈", mid = "|", sum = "∑", prod = "∏",
  partial = "∂", infty = "∞", sqrt = "√", to = "→", leftarrow = "←", lVert = "‖", rVert = "‖", Vert = "‖", top = "ᵀ",
}
for i, name in ipairs(pandoc.List {
  "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
  "omicron", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
}) do
  signs[name], signs["var" .. name] = utf8.char(0x3b0 + i), utf8.char(0x3b0 + i)
end
for _, name in ipairs { "log", "exp", "max", "min", "tanh" } do signs[name] = name .. " " end

--- A formula as one line of characters, for the search: "\\lambda \\log q(z)" as "λ log q(z)".
local function spelled(math)
  local line = math.text:gsub("\\label%b{}", ""):gsub("\\hat%s*{(%w)}", "%1\u{302}"):gsub("\\bar%s*{(%w)}", "%1\u{304}")
    :gsub("\\(%a+)", function(name) return signs[name] or " " end):gsub("[{}_\\&]", ""):gsub("%s+", " ")
  return pandoc.Str(line)
end

-- MARK: Pages

--- Whether a paragraph is the line of links to the neighbouring pages.
local function is_pager(block)
  if block.t ~= "Para" then return false end
  local contents = false
  for _, inline in ipairs(block.content) do
    if inline.t == "Link" then contents = contents or inline.target == "index.html"
    elseif inline.t ~= "Space" and not (inline.t == "Str" and inline.text == "·") then return false end
  end
  return contents
end

--- The box for a claim that begins with this block, named as in Book/; nil where none does.
local function claim_box(block)
  if block.t ~= "Para" then return nil end
  local words = block.content:clone()
  local name = words[1].t == "RawInline" and words[1].text:match('^<a id="(claim%-%x+)">$')
  if name then words:remove(1) words:remove(1) end
  local mark = words[1] and words[1].t == "Str" and words[1].text
  if mark ~= "✓" and mark ~= "✗" then return nil end
  return pandoc.Div({ pandoc.Para(words) }, pandoc.Attr(name or "", { "claim", mark == "✓" and "holds" or "fails" }))
end

--- The claims of a quote, each in a box with its test; nil for another quote.
local function claims(quote)
  if quote.t ~= "BlockQuote" then return nil end
  local boxes = pandoc.List()
  for _, block in ipairs(quote.content) do
    local box = claim_box(block)
    if box then boxes:insert(box)
    elseif #boxes > 0 then boxes[#boxes].content:insert(block)
    else return nil end
  end
  return boxes
end

--- Below the printed manifold, the plane to move over, for those who have scripts.
local function plane(folder)
  return pandoc.RawBlock("html", ([[<section class="plane" aria-label="The plane of codes" hidden></section>
<script src="%s/plane.js" defer></script>
<script src="plane.js" defer></script>]]):format(folder))
end

local function is_equation(block)
  local only = block.t == "Para" and #block.content == 1 and block.content[1]
  return only and only.t == "Math" and only.mathtype == "DisplayMath"
end

--- A table in which "< 0.001" stays on one line.
local function unbroken(block)
  return pandoc.walk_block(block, { Inlines = function(inlines)
    for i = 1, #inlines - 1 do
      if inlines[i].t == "Str" and inlines[i].text == "<" and inlines[i + 1].t == "Space" then
        inlines[i + 1] = pandoc.Str("\u{a0}")
      end
    end
    return inlines
  end })
end

--- What may be wider than a phone scrolls by itself, also by keyboard.
local function scrolling(name, block, id)
  local begin = '<div class="wide" data-name="%s"%s>'
  return {
    pandoc.RawBlock("html", begin:format(name, id and (' id="%s"'):format(id) or "")), block,
    pandoc.RawBlock("html", "</div>"),
  }
end

local function quoted(string)
  return '"' .. string:gsub('[%c"\\<]', function(c) return ("\\u%04x"):format(c:byte()) end) .. '"'
end

--- The words of a block, the cells of a table and the items of a list apart from each other.
local function words_of(block)
  local plain = pandoc.walk_block(block, { Math = spelled, CodeBlock = function() return {} end })
  if block.t ~= "Table" then return text(pandoc.utils.blocks_to_inlines({ plain }, { pandoc.Space() })) end
  local words = {}
  pandoc.walk_block(plain, { Plain = function(cell) words[#words + 1] = text(cell) end })
  return table.concat(words, " ")
end

--- One entry a section: where it is, what it is called, what it says.
local function write_index(title, blocks)
  local entries, heading, id, words = {}, title, "", {}
  local function close()
    entries[#entries + 1] = ("[%s,%s,%s,%s],"):format(
      quoted(page .. ".html" .. id), quoted(title), quoted(heading), quoted(table.concat(words, " ")))
  end
  for _, block in ipairs(blocks) do
    if block.t == "Header" and block.level > 1 then
      close()
      heading, id, words = text(block), "#" .. block.identifier, {}
    elseif block.t ~= "CodeBlock" and block.t ~= "RawBlock" then
      words[#words + 1] = words_of(block)
    end
  end
  close()
  local file = assert(io.open(index, "w"))
  file:write(table.concat(entries, "\n"), "\n")
  file:close()
end

function Pandoc(doc)
  local blocks, title = pandoc.List(), "Autoencoders"
  local walked = pandoc.List()
  for _, block in ipairs(doc.blocks) do
    local number = equation_number(block)
    if number then equations[number] = true end
  end
  for _, block in ipairs(doc.blocks) do
    walked:insert(figure_number(block) and block or pandoc.walk_block(block, { Inlines = references }))
  end
  doc.blocks = walked
  local i = 1
  while i <= #doc.blocks do
    local block, following = doc.blocks[i], doc.blocks[i + 1]
    local number = figure_number(following)
    local boxes = claims(block)
    if block.t == "Header" and block.level == 1 then title = text(block) end
    if index and block.t == "Header" and block.level == 1 then
      doc.meta.title = pandoc.MetaInlines(block.content)  -- the template sets it
    elseif is_pager(block) then
      for _, inline in ipairs(block.content) do
        local label = text(inline)
        if label:match("^←") then doc.meta.previous = pandoc.MetaInlines { inline } end
        if label:match("→$") then doc.meta.next = pandoc.MetaInlines { inline } end
      end
    elseif block.t == "Para" and #block.content == 1 and block.content[1].t == "Image" and number then
      blocks:extend(figure(block.content[1], following, number))
      if index and block.content[1].src:match("/manifold%.") then blocks:insert(plane(page)) end
      i = i + 1
    elseif boxes then
      blocks:extend(boxes)
    elseif block.t == "Table" then
      blocks:extend(scrolling("Table", unbroken(block)))
    elseif is_equation(block) then
      local number = equation_number(block)
      blocks:extend(scrolling("Equation", block, number and "equation-" .. number))
    else
      blocks:insert(block)
    end
    i = i + 1
  end
  if index then write_index(title, blocks) end
  doc.blocks = blocks
  doc.meta.pagetitle = title
  doc.meta.here = page
  return doc
end

return {
  { Link = relinked, Code = whole, Inlines = with_punctuation },
  { Pandoc = Pandoc },
}
