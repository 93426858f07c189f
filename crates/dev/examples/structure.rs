//! Measures how much of the structure of labelled stories reaches the Markdown.
//!
//! `structure SETS ROWS.jsonl` reads the pages and gold texts below `SETS`, and rows with `id` and
//! `markdown` of the same pages, as `cleancopy batch --content text,markdown` writes them. It
//! prints, for each set and in all:
//!
//! * listings: `pre` elements of the story, and the share whose lines are in one code block of the
//!   Markdown, with their white space;
//! * cells: cells of the story's tables with rows and columns, and the share that is in a row of a
//!   Markdown table, with most of the other cells of its row;
//! * items: list items of the story, the share that is an item in the Markdown, and the share that
//!   is one of the same kind and depth.
//!
//! An element belongs to the story if four of five of its runs of four words are in the gold text.
//! Elements of fewer than four words are not counted, except for cells.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::Path;

use cleancopy_dev::training_files::{Failure, read_saved_page, saved_pages};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::{ElementRef, Html, Node, Selector};
use serde_json::Value;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [sets, rows] = &arguments[..] else {
        return Err("usage: structure SETS ROWS.jsonl".into());
    };
    let outputs = read_column(Path::new(rows), "markdown")?;
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    let extra = read_column(&Path::new(sets).join("annotated.jsonl"), "text")?;
    for entry in fs::read_dir(sets)? {
        let set = entry?.path();
        if !set.join("gold.jsonl").is_file() {
            continue;
        }
        let name = set.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut golds = read_column(&set.join("gold.jsonl"), "text")?;
        golds.extend(extra.clone());
        for (id, path) in saved_pages(&set.join("pages"))? {
            let (Some(gold), Some(markdown)) = (golds.get(&id), outputs.get(&id)) else { continue };
            let html = String::from_utf8_lossy(&read_saved_page(&path)?).into_owned();
            let counted = count(&html, &Story::new(gold), &Output::new(markdown));
            counts.entry(name.clone()).or_default().add(&counted);
            counts.entry("all".to_owned()).or_default().add(&counted);
        }
    }
    let mut out = stdout().lock();
    writeln!(
        out,
        "set             listings  verbatim   cells  in rows   items  as items  same depth"
    )?;
    for (name, c) in counts {
        writeln!(
            out,
            "{name:15} {:8} {:>9} {:7} {:>8} {:7} {:>9} {:>11}",
            c.listings[0],
            share(c.listings[1], c.listings[0]),
            c.cells[0],
            share(c.cells[1], c.cells[0]),
            c.items[0],
            share(c.items[1], c.items[0]),
            share(c.items[2], c.items[0]),
        )?;
    }
    Ok(())
}

/// A share with three decimals, or `-` of nothing.
fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    format!("{:.3}", part as f64 / whole as f64)
}

/// The texts of one column by the file name of each row's `id`, without endings.
fn read_column(path: &Path, column: &str) -> Result<HashMap<String, String>, Failure> {
    let mut texts = HashMap::new();
    for line in BufReader::new(fs::File::open(path)?).lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let id = row["id"].as_str().unwrap_or_default();
        let name = id.rsplit('/').next().unwrap_or(id);
        let name = name.trim_end_matches(".gz").trim_end_matches(".html");
        if let Some(text) = row[column].as_str() {
            texts.insert(name.to_owned(), text.to_owned());
        }
    }
    Ok(texts)
}

/// For each construct the number on the pages, then the numbers that the Markdown has.
#[derive(Default)]
struct Counts {
    listings: [usize; 2],
    cells: [usize; 2],
    items: [usize; 3],
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        let add = |own: &mut [usize], other: &[usize]| {
            own.iter_mut().zip(other).for_each(|(a, b)| *a += b);
        };
        add(&mut self.listings, &other.listings);
        add(&mut self.cells, &other.cells);
        add(&mut self.items, &other.items);
    }
}

/// The gold text, as the set of its runs of four words.
struct Story(HashSet<[String; 4]>);

impl Story {
    fn new(gold: &str) -> Story {
        Story(runs(gold).collect())
    }

    fn has(&self, text: &str) -> bool {
        let (mut all, mut found) = (0, 0);
        for run in runs(text) {
            all += 1;
            found += usize::from(self.0.contains(&run));
        }
        all > 0 && found * 5 >= all * 4
    }
}

/// The runs of four words, in lower case.
fn runs(text: &str) -> impl Iterator<Item = [String; 4]> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let count = words.len().saturating_sub(3);
    (0..count).map(move |i| std::array::from_fn(|k| words[i + k].clone()))
}

/// Letters and digits alone, so that marks of Markdown do not matter.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The lines that are not blank, without white space at their ends.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The structure of the Markdown of one page.
#[derive(Default)]
struct Output {
    listings: Vec<Vec<String>>,
    rows: Vec<Vec<String>>,
    /// The depth of each item and whether it is numbered, by its own text.
    items: HashMap<String, Vec<(usize, bool)>>,
}

impl Output {
    fn new(markdown: &str) -> Output {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let mut output = Output::default();
        let (mut listing, mut cell) = (None::<String>, None::<String>);
        let (mut lists, mut items) = (Vec::new(), Vec::<String>::new());
        let mut images = 0;
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Start(Tag::CodeBlock(_)) => listing = Some(String::new()),
                Event::End(TagEnd::CodeBlock) => {
                    output.listings.extend(listing.take().map(|text| lines(&text)));
                }
                Event::Start(Tag::TableHead | Tag::TableRow) => output.rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => cell = Some(String::new()),
                Event::End(TagEnd::TableCell) => {
                    let text = cell.take().unwrap_or_default();
                    output.rows.last_mut().into_iter().for_each(|row| row.push(letters(&text)));
                }
                Event::Start(Tag::List(start)) => lists.push(start.is_some()),
                Event::End(TagEnd::List(_)) => drop(lists.pop()),
                Event::Start(Tag::Item) => items.push(String::new()),
                Event::End(TagEnd::Item) => {
                    let text = letters(&items.pop().unwrap_or_default());
                    let place = (lists.len(), lists.last() == Some(&true));
                    output.items.entry(text).or_default().push(place);
                }
                Event::Start(Tag::Image { .. }) => images += 1,
                Event::End(TagEnd::Image) => images -= 1,
                Event::Text(text) | Event::Code(text) if images == 0 => {
                    let texts = [listing.as_mut(), cell.as_mut(), items.last_mut()];
                    texts.into_iter().flatten().for_each(|own| own.push_str(&text));
                }
                _ => {}
            }
        }
        output
    }
}

/// Counts the structure of the story on the page, and what of it is in the output.
fn count(html: &str, story: &Story, output: &Output) -> Counts {
    let page = Html::parse_document(html);
    let mut counts = Counts::default();
    for pre in page.select(&selector("pre")) {
        let text = preformatted(pre);
        if has_ancestor(pre, "pre") || !story.has(&text) {
            continue;
        }
        let wanted = lines(&text);
        let is_in = |own: &Vec<String>| own.windows(wanted.len()).any(|part| part == wanted);
        counts.listings[0] += 1;
        counts.listings[1] += usize::from(output.listings.iter().any(is_in));
    }
    for table in page.select(&selector("table")) {
        if table.select(&selector("table")).next().is_none() && story.has(&own_text(table, &[])) {
            count_cells(table, output, &mut counts.cells);
        }
    }
    for item in page.select(&selector("li")) {
        let text = own_text(item, &["ul", "ol"]);
        if !story.has(&text) {
            continue;
        }
        let depth = item.ancestors().filter(|node| is_element(node.value(), "li")).count() + 1;
        let list = item.ancestors().find(|n| ["ul", "ol"].iter().any(|t| is_element(n.value(), t)));
        let is_numbered = list.is_some_and(|list| is_element(list.value(), "ol"));
        let found = output.items.get(&letters(&text));
        counts.items[0] += 1;
        counts.items[1] += usize::from(found.is_some());
        counts.items[2] += usize::from(found.is_some_and(|f| f.contains(&(depth, is_numbered))));
    }
    counts
}

/// Counts the cells with text of a table that has at least two rows and two columns.
fn count_cells(table: ElementRef<'_>, output: &Output, counts: &mut [usize; 2]) {
    let cells = |row: ElementRef<'_>| -> Vec<String> {
        let all = selector("td, th");
        let cells = row.select(&all).map(|cell| letters(&own_text(cell, &[])));
        cells.filter(|cell| !cell.is_empty()).collect()
    };
    let rows: Vec<Vec<String>> = table.select(&selector("tr")).map(cells).collect();
    if rows.iter().filter(|row| row.len() > 1).count() < 2 {
        return;
    }
    for row in rows {
        let shared = |own: &&Vec<String>| row.iter().filter(|cell| own.contains(cell)).count();
        let best = output.rows.iter().max_by_key(shared);
        let found = best.map_or(0, |own| shared(&own));
        counts[0] += row.len();
        counts[1] += if found * 2 >= row.len() { found } else { 0 };
    }
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a valid selector")
}

fn is_element(node: &Node, name: &str) -> bool {
    node.as_element().is_some_and(|element| element.name() == name)
}

fn has_ancestor(element: ElementRef<'_>, name: &str) -> bool {
    element.ancestors().any(|node| is_element(node.value(), name))
}

/// The text below an element, without that of elements which show none and of those named.
fn own_text(element: ElementRef<'_>, without: &[&str]) -> String {
    const NO_TEXT: &[&str] = &["script", "style", "noscript", "template", "svg"];
    let is_shown = |node: &ego_tree::NodeRef<'_, Node>| {
        let above = node.ancestors().take_while(|above| above.id() != element.id());
        above.into_iter().all(|above| {
            above
                .value()
                .as_element()
                .is_none_or(|e| !NO_TEXT.contains(&e.name()) && !without.contains(&e.name()))
        })
    };
    let texts = element.descendants().filter(is_shown).filter_map(|node| node.value().as_text());
    texts.map(|text| &**text).collect::<Vec<&str>>().join(" ")
}

/// The text of a listing: a `br`, and each element that is not inline, begins a line.
fn preformatted(pre: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in pre.descendants() {
        match node.value() {
            Node::Text(own) => text.push_str(own),
            Node::Element(element) => {
                let is_block = matches!(element.name(), "div" | "li" | "tr" | "p");
                if element.name() == "br" || (is_block && !text.is_empty() && !text.ends_with('\n'))
                {
                    text.push('\n');
                }
            }
            _ => {}
        }
    }
    text
}
