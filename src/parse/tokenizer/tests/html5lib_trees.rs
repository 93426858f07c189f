//! The tree-construction cases of html5lib's test suite.
//!
//! The tree builder is html5ever's, and the trees are `scraper`'s. If a tree is not the expected
//! one but equals the tree of html5ever's own tokenizer, the tokenizer is not at fault: such cases
//! are counted separately. They are about `<select>`, whose rules changed in the standard after the
//! older cases were written, about fragments in SVG, and about HTML inside MathML, which `scraper`
//! does not report to the tree builder. Any other difference fails.

use std::fs;

use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{LocalName, QualName, ns};

use super::dump::{By, document, fragment, full};
use super::html5lib::files;

/// One case of a `.dat` file.
#[derive(Default)]
struct Case {
    data: String,
    context: Option<String>,
    /// Whether scripting is on; `None` if the case is valid for both.
    scripting: Option<bool>,
    expected: String,
}

/// The cases of a file: its parts begin with lines that start with `#`.
fn cases(file: &str) -> Vec<Case> {
    const HEADS: [&str; 7] = [
        "#data",
        "#errors",
        "#new-errors",
        "#document-fragment",
        "#document",
        "#script-on",
        "#script-off",
    ];
    let mut cases: Vec<Case> = Vec::new();
    let mut part = "";
    for line in file.split('\n') {
        if let Some(head) = HEADS.iter().find(|h| **h == line) {
            part = head;
            match *head {
                "#data" => cases.push(Case::default()),
                "#script-on" | "#script-off" => {
                    cases.last_mut().expect("a case").scripting = Some(*head == "#script-on")
                }
                _ => {}
            }
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        match part {
            "#data" => case.data.push_str(&format!("{line}\n")),
            "#document-fragment" => case.context = Some(line.to_owned()),
            "#document" => case.expected.push_str(&format!("{line}\n")),
            _ => {}
        }
    }
    for case in &mut cases {
        case.data.pop();
        case.expected = format!("{}\n", case.expected.trim_end_matches('\n'));
    }
    cases
}

impl Case {
    fn built(&self, by: By, scripting_enabled: bool) -> String {
        let options = TreeBuilderOpts { scripting_enabled, ..TreeBuilderOpts::default() };
        let Some(context) = &self.context else {
            return full(&document(&self.data, by, options), false);
        };
        let (namespace, name) = match context.split_once(' ') {
            Some(("svg", name)) => (ns!(svg), name),
            Some(("math", name)) => (ns!(mathml), name),
            _ => (ns!(html), context.as_str()),
        };
        full(
            &fragment(
                &self.data,
                by,
                options,
                QualName::new(None, namespace, LocalName::from(name)),
            ),
            true,
        )
    }
}

#[test]
#[ignore = "needs HTML5LIB_TESTS, the folder of html5lib's test suite"]
#[allow(clippy::print_stderr, reason = "the counts are the result")]
fn tree_construction_cases_of_html5lib() {
    let files = files("tree-construction", "dat");
    let (mut passed, mut skipped, mut apart, mut failed) = (0, 0, Vec::new(), Vec::new());
    for path in &files {
        // Scripted cases write into the page during parsing; scripts do not run here.
        let is_scripted = path.to_string_lossy().contains("scripted");
        for case in cases(&fs::read_to_string(path).expect("readable")) {
            for scripting in
                [true, false].into_iter().filter(|s| case.scripting.is_none_or(|only| only == *s))
            {
                let ours = case.built(By::Us, scripting);
                let name = format!(
                    "{} {:?}",
                    path.file_name().unwrap_or_default().to_string_lossy(),
                    case.data
                );
                if is_scripted {
                    skipped += 1;
                } else if ours == case.expected {
                    passed += 1;
                } else if ours == case.built(By::Html5ever, scripting) {
                    apart.push(name);
                } else {
                    failed.push(format!("{name}\nours:\n{ours}expected:\n{}", case.expected));
                }
            }
        }
    }
    apart.iter().for_each(|name| eprintln!("as html5ever's tree builder has it: {name}"));
    eprintln!(
        "html5lib trees: {} files, {passed} passed, {} failed, {} differ by the tree builder, \
          {skipped} skipped (scripted)",
        files.len(),
        failed.len(),
        apart.len()
    );
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(passed > 1000);
}
