//! Presentation MathML as TeX, for formulas that do not state their TeX.
//!
//! Tokens become their own text, in order; scripts, fractions, roots, accents and tables become
//! TeX. The conversion keeps a stack of what is still to be written, so it needs no recursion.

use super::element::{attribute, elements};
use crate::parse::arena::{NodeId, NodeKind, Tree};
use crate::text::is_invisible;

/// Names of functions that TeX sets upright.
const FUNCTIONS: &[&str] = &[
    "arccos", "arcsin", "arctan", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp",
    "gcd", "hom", "inf", "ker", "lg", "lim", "ln", "log", "max", "min", "sec", "sin", "sinh",
    "sup", "tan", "tanh",
];

/// Operators whose limits stand above and below.
const WITH_LIMITS: &[&str] = &[
    "∑", "∏", "∐", "∫", "∬", "∭", "∮", "⋃", "⋂", "⋁", "⋀", "⨁", "⨂", "lim", "max", "min", "sup",
    "inf", "lim sup", "lim inf", "limsup", "liminf", "gcd", "det",
];

/// A part that is still to be written.
enum Task {
    Node(NodeId),
    Text(&'static str),
    /// Text of the page that stands between the parts of an element.
    Stated(String),
    /// The number of an equation, without its brackets.
    Number(NodeId),
}

/// The TeX of a `math` element; empty if it shows nothing.
pub(super) fn tex_of(tree: &Tree, math: NodeId) -> String {
    let mut out = String::new();
    let mut tasks = vec![Task::Node(math)];
    while let Some(task) = tasks.pop() {
        match task {
            Task::Text(text) => {
                // A script ends the name of a function as well as a space does.
                if text.starts_with(['_', '^']) && out.ends_with(' ') {
                    out.pop();
                }
                out.push_str(text);
            }
            Task::Stated(text) => push_token(&mut out, &text),
            Task::Number(id) => {
                push_token(&mut out, token(tree, id).trim_matches(['(', ')', '[', ']']));
            }
            Task::Node(id) if tree.node(id).kind == NodeKind::Text => {
                push_token(&mut out, tree.text_of(id));
            }
            Task::Node(id) => {
                let first = tasks.len();
                write(tree, id, &mut tasks, &mut out);
                // The stack gives the last one first.
                tasks[first..].reverse();
            }
        }
    }
    out
}

/// Writes a token, or adds the tasks of an element in reading order.
fn write(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>, out: &mut String) {
    let name = tree.element_name(id);
    if !is_complete(tree, id, name) {
        return row(tree, id, tasks);
    }
    match name {
        "annotation" | "annotation-xml" | "mphantom" | "mprescripts" | "none" | "maligngroup"
        | "malignmark" => {}
        "mi" | "mo" => push_symbol(out, &token(tree, id)),
        "mn" => push_token(out, &token(tree, id)),
        "mtext" | "ms" => {
            let text = tree.inner_text(id);
            if !text.trim().is_empty() {
                out.push_str("\\text{");
                push_token(out, &text);
                out.push('}');
            }
        }
        "mspace" => push_space(out),
        "semantics" => semantics(tree, id, tasks),
        "maction" => tasks.extend(selected(tree, id).map(Task::Node)),
        "mfrac" => fill(tree, id, tasks, &["\\frac{", "}{", "}"]),
        "msqrt" => {
            tasks.push(Task::Text("\\sqrt{"));
            row(tree, id, tasks);
            tasks.push(Task::Text("}"));
        }
        "mroot" => {
            let mut parts = elements(tree, id);
            let (radicand, index) = (parts.next(), parts.next());
            tasks.push(Task::Text("\\sqrt["));
            tasks.extend(index.map(Task::Node));
            tasks.push(Task::Text("]{"));
            tasks.extend(radicand.map(Task::Node));
            tasks.push(Task::Text("}"));
        }
        "msup" => scripts(tree, id, tasks, &["^"]),
        "msub" => scripts(tree, id, tasks, &["_"]),
        "msubsup" => scripts(tree, id, tasks, &["_", "^"]),
        "mmultiscripts" => multiscripts(tree, id, tasks),
        "munder" | "mover" | "munderover" => under_over(tree, id, name, tasks),
        "mfenced" => fenced(tree, id, tasks, out),
        "mtable" => table(tree, id, tasks),
        "mlabeledtr" => labeled_row(tree, id, tasks),
        "mtr" => tasks.extend(separated(elements(tree, id), " & ")),
        _ => row(tree, id, tasks),
    }
}

/// All children of an element, side by side.
fn row(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>) {
    tasks.extend(tree.children(id).filter(|&c| shows(tree, c)).map(Task::Node));
}

/// Whether an element has the children that its name demands. Browsers show the children of another
/// one side by side. Scripts may lack, since what there is of them can be written.
fn is_complete(tree: &Tree, id: NodeId, name: &str) -> bool {
    let (least, most) = match name {
        "mfrac" | "mroot" => (2, 2),
        "msup" | "msub" | "munder" | "mover" => (1, 2),
        "msubsup" | "munderover" => (1, 3),
        "mtable" | "mtr" | "mlabeledtr" | "mfenced" | "mmultiscripts" | "semantics" | "maction" => {
            (0, usize::MAX)
        }
        _ => return true,
    };
    let (mut count, mut has_text) = (0, false);
    for child in tree.children(id).filter(|&c| shows(tree, c)) {
        has_text |= tree.node(child).kind == NodeKind::Text;
        count += 1;
    }
    !has_text && (least..=most).contains(&count)
}

/// The expression of `semantics`: its first child that is not an annotation, or else the
/// annotation that has one.
fn semantics(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>) {
    let is_annotation = |c: &NodeId| tree.element_name(*c).starts_with("annotation");
    if let Some(shown) = elements(tree, id).find(|c| !is_annotation(c)) {
        return tasks.push(Task::Node(shown));
    }
    if let Some(xml) = elements(tree, id).find(|&c| tree.element_name(c) == "annotation-xml") {
        row(tree, xml, tasks);
    }
}

/// The child that `maction` shows first.
fn selected(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let stated = attribute(tree, id, "selection").and_then(|n| n.trim().parse::<usize>().ok());
    let index = stated.unwrap_or(1).saturating_sub(1);
    elements(tree, id).nth(index).or_else(|| elements(tree, id).next())
}

/// Whether a child of a row counts: white space between elements does not.
fn shows(tree: &Tree, id: NodeId) -> bool {
    match tree.node(id).kind {
        NodeKind::Element => true,
        NodeKind::Text => !tree.text_of(id).trim().is_empty(),
        _ => false,
    }
}

/// The text of a token, without white space and invisible operators.
fn token(tree: &Tree, id: NodeId) -> String {
    let text = tree.inner_text(id);
    let is_operator = |c: char| matches!(c, '\u{2061}'..='\u{2064}');
    text.trim().chars().filter(|&c| !is_operator(c) && !is_invisible(c)).collect()
}

/// A name or an operator. The name of a function is a command, which a space ends.
fn push_symbol(out: &mut String, text: &str) {
    if FUNCTIONS.contains(&text) {
        out.push('\\');
        out.push_str(text);
        out.push(' ');
    } else {
        push_token(out, text);
    }
}

/// Text with the characters escaped that are commands in TeX.
fn push_token(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '{' | '}' | '%' | '#' | '&' | '_' | '$' => out.extend(['\\', c]),
            '\\' => out.push_str("\\backslash "),
            '−' => out.push('-'),
            c if c.is_whitespace() => push_space(out),
            _ => out.push(c),
        }
    }
}

fn push_space(out: &mut String) {
    if !out.ends_with(' ') {
        out.push(' ');
    }
}

/// The first children between texts: `\frac{`, child, `}{`, child, `}`.
fn fill(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>, texts: &[&'static str]) {
    let mut parts = elements(tree, id);
    for (i, text) in texts.iter().enumerate() {
        tasks.push(Task::Text(text));
        if i + 1 < texts.len() {
            tasks.extend(parts.next().map(Task::Node));
        }
    }
}

/// Whether an element is one token, which needs no braces as a base.
fn is_token(tree: &Tree, id: NodeId) -> bool {
    elements(tree, id).next().is_none()
}

/// An argument, in braces unless it is one character.
fn argument(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>) {
    let is_short = is_token(tree, id) && {
        let mut texts = tree.children(id).map(|c| tree.text_of(c).trim());
        texts.next().is_some_and(|t| t.chars().nth(1).is_none() && !matches!(t, "" | "{" | "}"))
            && tree.element_name(id) != "mtext"
    };
    if is_short {
        tasks.push(Task::Node(id));
    } else {
        tasks.extend([Task::Text("{"), Task::Node(id), Task::Text("}")]);
    }
}

/// A base with scripts.
fn scripts(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>, marks: &[&'static str]) {
    let mut parts = elements(tree, id);
    if let Some(base) = parts.next() {
        if is_token(tree, base) {
            tasks.push(Task::Node(base));
        } else {
            tasks.extend([Task::Text("{"), Task::Node(base), Task::Text("}")]);
        }
    }
    for (mark, part) in marks.iter().zip(parts) {
        tasks.push(Task::Text(mark));
        argument(tree, part, tasks);
    }
}

/// A base with pairs of scripts; those after `mprescripts` stand before it.
fn multiscripts(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>) {
    let mut parts = elements(tree, id);
    let Some(base) = parts.next() else { return };
    let is_mark = |&c: &NodeId| tree.element_name(c) == "mprescripts";
    let after: Vec<_> = parts.by_ref().take_while(|c| !is_mark(c)).collect();
    let before: Vec<_> = parts.collect();
    let pairs = |scripts: &[NodeId], tasks: &mut Vec<Task>| {
        for (i, &script) in scripts.iter().enumerate() {
            if tree.node(script).first_child != crate::parse::arena::NONE {
                tasks.push(Task::Text(if i % 2 == 0 { "_" } else { "^" }));
                argument(tree, script, tasks);
            }
        }
    };
    if !before.is_empty() {
        tasks.push(Task::Text("{}"));
        pairs(&before, tasks);
    }
    tasks.push(Task::Node(base));
    pairs(&after, tasks);
}

/// Limits of an operator, an accent, or something set below or above.
fn under_over(tree: &Tree, id: NodeId, name: &str, tasks: &mut Vec<Task>) {
    let mut parts = elements(tree, id);
    let Some(base) = parts.next() else { return };
    let Some(first) = parts.next() else { return tasks.push(Task::Node(base)) };
    let base_text = if is_token(tree, base) { token(tree, base) } else { String::new() };
    if WITH_LIMITS.contains(&base_text.as_str()) {
        let marks: &[&str] = match name {
            "munder" => &["_"],
            "mover" => &["^"],
            _ => &["_", "^"],
        };
        return scripts(tree, id, tasks, marks);
    }
    let mark = if is_token(tree, first) { token(tree, first) } else { String::new() };
    let command = match (name, mark.as_str()) {
        ("mover", "¯" | "‾" | "―" | "_" | "\u{304}" | "\u{305}") => "\\overline{",
        ("mover", "^" | "ˆ" | "\u{302}") => "\\hat{",
        ("mover", "~" | "˜" | "\u{303}") => "\\tilde{",
        ("mover", "→" | "⃗") => "\\vec{",
        ("mover", "˙" | "." | "\u{307}") => "\\dot{",
        ("mover", "¨" | "\u{308}") => "\\ddot{",
        ("mover", "⏞") => "\\overbrace{",
        ("munder", "_" | "¯" | "\u{332}") => "\\underline{",
        ("munder", "⏟") => "\\underbrace{",
        _ => "",
    };
    if !command.is_empty() {
        return tasks.extend([Task::Text(command), Task::Node(base), Task::Text("}")]);
    }
    let (below, above) = match name {
        "munder" => (Some(first), None),
        "mover" => (None, Some(first)),
        _ => (Some(first), parts.next()),
    };
    if let Some(above) = above {
        tasks.extend([Task::Text("\\overset{"), Task::Node(above), Task::Text("}{")]);
    }
    if let Some(below) = below {
        tasks.extend([Task::Text("\\underset{"), Task::Node(below), Task::Text("}{")]);
    }
    tasks.push(Task::Node(base));
    tasks.extend(below.map(|_| Task::Text("}")));
    tasks.extend(above.map(|_| Task::Text("}")));
}

/// An expression in brackets, with its separators; the last one stands for all that lack.
fn fenced(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>, out: &mut String) {
    push_token(out, attribute(tree, id, "open").unwrap_or("(").trim());
    let stated = attribute(tree, id, "separators").unwrap_or(",");
    let mut separators = stated.chars().filter(|c| !c.is_whitespace());
    let mut last = None;
    for (i, part) in elements(tree, id).enumerate() {
        if i > 0 {
            last = separators.next().or(last);
            tasks.extend(last.map(|c| Task::Stated(c.to_string())));
        }
        tasks.push(Task::Node(part));
    }
    let close = attribute(tree, id, "close").unwrap_or(")").trim();
    tasks.push(Task::Stated(close.to_owned()));
}

fn separated(
    parts: impl Iterator<Item = NodeId>,
    text: &'static str,
) -> impl Iterator<Item = Task> {
    parts
        .enumerate()
        .flat_map(move |(i, part)| [Task::Text(if i == 0 { "" } else { text }), Task::Node(part)])
}

/// A table; a single row is just its cells.
fn table(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>) {
    let is_single = elements(tree, id).nth(1).is_none();
    if is_single {
        return tasks.extend(elements(tree, id).map(Task::Node));
    }
    tasks.push(Task::Text("\\begin{matrix}"));
    tasks.extend(separated(elements(tree, id), " \\\\ "));
    tasks.push(Task::Text("\\end{matrix}"));
}

/// A row with an equation number in its first cell.
fn labeled_row(tree: &Tree, id: NodeId, tasks: &mut Vec<Task>) {
    let mut cells = elements(tree, id);
    let label = cells.next();
    tasks.extend(separated(cells, " & "));
    if let Some(label) = label {
        tasks.extend([Task::Text(" \\tag{"), Task::Number(label), Task::Text("}")]);
    }
}
