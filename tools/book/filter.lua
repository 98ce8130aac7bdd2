-- Adjust what pandoc has read, a Div for each chapter: links, headings, formulas.
local facts, here
local words = pandoc.utils.stringify
local function call(name, text, content)
  local called = ("#%s(%q)["):format(name, (text:gsub("%s+", " ")))
  local inlines = pandoc.Inlines({pandoc.RawInline("typst", called)}) .. (content or {})
  return inlines .. {pandoc.RawInline("typst", "]")}
end
local function slug(text) return (text:lower():gsub("%W+", "-"):gsub("^-*(.-)-*$", "#%1")) end
local function place(target)  -- below notebooks/
  return ((here.place:match("^.*/") or "") .. target):gsub("[^/]+/%.%./", "")
end
local function link(it)
  local path, anchor = it.target:match("^([^#]*)#?(.*)$")
  local found = path == "" and here.place or place(path)
  local label, outside = facts.labels[found], facts.pages[found] or path:match("^%a[%w+.-]*:") and it.target
  local term = anchor ~= "" and found == facts.glossary  -- met all over: a link, and no page beside it
  if label then
    return call(term and "near" or "to", label .. (anchor == "" and "" or slug(anchor)), it.content), false
  elseif term then return it.content, false end
  local there = outside or io.open("notebooks/" .. found)
  assert(there, here.place .. " links to " .. it.target .. ", which is not there")
  return outside and call("out", outside, it.content) or it.content, false
end
local function header(it)
  local text, title, solved = words(it.content), it.level == 1, here.label:match("^solved")
  if title and not solved then
    return pandoc.Para(call("chapter", here.label, it.content)), false
  end
  local exercise = text:match("^Exercise (%d+%.%d+)")
  exercise = exercise and (solved and "solution-" or "exercise-") .. exercise
  it.identifier = title and here.label or exercise or here.label .. slug(text)
  it.level = it.level + (solved and 1 or 0)
  return it, false
end
local function inlines(list)  -- "Lesson 4" leads there; no line ends within "p = 1 %"
  for i = 1, #list - 2 do
    local a, gap, b = list[i].text or "", list[i + 1].t == "Space", list[i + 2].text or ""
    local kind, number = a:match("%u%l+$"), b:match("^%d+%.%d+") or b:match("^%d+")
    if gap and number and (kind == "Lesson" or kind == "Exercise" or kind == "Figure") then
      list[i].text, list[i + 2].text = a:sub(1, -#kind - 1), b:sub(#number + 1)
      list[i + 1] = pandoc.Span(call("near", kind:lower() .. "-" .. number, {kind .. "\u{a0}" .. number}))
    elseif gap and ((a .. " " .. b):match("%d %%") or (a .. b):match("^[=<>]")) then
      list[i + 1] = pandoc.Str("\u{a0}")
    end
  end
  return list
end
local function html(it)
  assert(not it.format:match("html") or it.text:match("^%s*<!%-%-"),
    here.place .. " has HTML, which paper cannot show: " .. it.text)
end
local bars = {["\\"] = "\\Vert ", ["\\left"] = "\\lvert ", ["\\right"] = "\\rvert "}
local function tight(x) return ("(" .. x .. ")"):match("^%b()$") and "\\lvert " .. x .. "\\rvert " end
local function math(it)  -- an absolute value is set tight; Typst leaves no gap that \!\left would close
  local tex = it.text:gsub("\\!%s*\\left", "\\left"):gsub("(\\%a*)|", bars):gsub("|([^|]+)|", tight)
  tex = tex:gsub("\\([lr])vert%f[%A]", {l = "\\left\\vert ", r = "\\right\\vert "})
  return call("formula", it.text, {pandoc.Math(it.mathtype, tex)}), false
end
local function together(list)  -- what is short stays on the page of what it leads to
  local kept, leads = pandoc.Blocks({}), false
  for i = #list, 1, -1 do
    local it, said, before, after = list[i], words(list[i]), list[i - 1] or {}, list[i + 1] or {}
    local form = (after.text or ""):match("^#(%a+)%(")
    leads = form == "question" or form == "answer" or form == "verdict"
      or leads and before.t == "Header" and not (after.t and words(after):match("^Solution%."))
      or form == "code" and select(2, after.text:gsub("\\n", "")) < 12
      or after.t ~= "RawBlock" and said:match(":$")
    leads = leads and it.t == "RawBlock" and it.text:match("^#printed")
      or it.t == "Para" and #said < (leads and 400 or before.t == "Header" and 90 or 0)
    local wrap = leads and "sticky: true" or it.t == "OrderedList" and #said < 700 and "breakable: false"
    local raw = wrap and pandoc.RawBlock("typst", "#block(" .. wrap .. ")[")
    kept = pandoc.Blocks(raw and {raw, it, pandoc.RawBlock("typst", "]")} or {it}) .. kept
  end
  return kept
end
local adjust = {
  traverse = "topdown", Link = link, Header = header, Inlines = inlines, RawBlock = html, RawInline = html,
  Math = math, Blocks = together,
  Image = function(it) it.src = "/notebooks/" .. place(it.src); return it end,
}

function Pandoc(doc)
  facts = pandoc.json.decode(words(doc.meta.facts), false)
  return doc:walk({Div = function(div)
    here = div.attributes
    return div:walk(adjust).content
  end})
end
