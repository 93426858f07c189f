//! The imports between the files of a package, and the circles in them.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

type Module = Vec<String>;

/// The files whose items each file uses.
pub struct Imports {
    uses: BTreeMap<Module, BTreeSet<Module>>,
}

/// The modules of a package, with what each of them re-exports.
struct Modules {
    /// The names that a module re-exports, each with its path as written.
    exports: BTreeMap<Module, BTreeMap<String, String>>,
}

impl Imports {
    /// The imports of one package.
    ///
    /// A name that a facade re-exports counts as a use of the file that defines it, so a facade may
    /// re-export its children while they use each other through it.
    pub fn of_package(sources: &[Source], package: &str) -> Self {
        let files: Vec<&Source> =
            sources.iter().filter(|s| s.package == package && !s.code.is_empty()).collect();
        let mut modules = Modules { exports: BTreeMap::new() };
        for file in &files {
            let exports = statements(&file.code).filter(|(is_public, _)| *is_public);
            let names = exports.flat_map(|(_, path)| expand(&path));
            let named = names.map(|path| {
                (path.rsplit("::").next().unwrap_or_default().to_owned(), path.clone())
            });
            modules.exports.insert(file.module(), named.collect());
        }
        let mut uses = BTreeMap::new();
        for file in &files {
            let own = file.module();
            let imported = statements(&file.code).filter(|(is_public, _)| !*is_public);
            let mut paths: Vec<String> = imported.flat_map(|(_, path)| expand(&path)).collect();
            paths.extend(inline_paths(&file.code));
            let found = paths.iter().filter_map(|path| modules.resolve(&own, path, 0));
            uses.insert(own.clone(), found.filter(|other| *other != own).collect());
        }
        Self { uses }
    }

    /// One circle of files for each file that is on one, or none.
    pub fn circles(&self) -> Vec<String> {
        let mut found = BTreeSet::new();
        for start in self.uses.keys() {
            if let Some(circle) = self.path_back_to(start) {
                // The same circle is found from each of its files: start it at the first of them.
                let mut circle: Vec<String> = circle.iter().map(|m| m.join("::")).collect();
                let first = circle.iter().enumerate().min_by_key(|(_, name)| (*name).clone());
                let first = first.map_or(0, |(i, _)| i);
                circle.rotate_left(first);
                found.insert(circle.join(" -> "));
            }
        }
        found.into_iter().collect()
    }

    /// The shortest way from a file back to itself.
    fn path_back_to(&self, start: &Module) -> Option<Vec<Module>> {
        let mut came_from: BTreeMap<&Module, &Module> = BTreeMap::new();
        let mut open = vec![start];
        while !open.is_empty() {
            let mut next = Vec::new();
            for module in open {
                for other in self.uses.get(module).into_iter().flatten() {
                    if other == start {
                        let mut path = vec![module.clone()];
                        let mut at = module;
                        while at != start {
                            at = came_from[at];
                            path.push(at.clone());
                        }
                        path.reverse();
                        return Some(path);
                    }
                    if !came_from.contains_key(other) {
                        came_from.insert(other, module);
                        next.push(other);
                    }
                }
            }
            open = next;
        }
        None
    }
}

impl Modules {
    /// The file that defines what a path names, if it is one of this package.
    fn resolve(&self, own: &Module, path: &str, depth: usize) -> Option<Module> {
        /// Re-exports of re-exports, at most.
        const MAX_DEPTH: usize = 6;
        let mut segments = path.split("::").peekable();
        let mut at = match segments.peek().copied()? {
            "crate" => {
                segments.next();
                Module::new()
            }
            "self" => {
                segments.next();
                own.clone()
            }
            "super" => {
                let mut at = own.clone();
                while segments.peek() == Some(&"super") {
                    segments.next();
                    at.pop();
                }
                at
            }
            first => {
                let mut child = own.clone();
                child.push(first.to_owned());
                if !self.exports.contains_key(&child) {
                    return None;
                }
                own.clone()
            }
        };
        while let Some(segment) = segments.peek() {
            let mut child = at.clone();
            child.push((*segment).to_owned());
            if !self.exports.contains_key(&child) {
                break;
            }
            at = child;
            segments.next();
        }
        let exported = segments.peek().and_then(|name| self.exports.get(&at)?.get(*name));
        match exported {
            Some(path) if depth < MAX_DEPTH => {
                let there = self.resolve(&at, path, depth + 1);
                there.or_else(|| self.exports.contains_key(&at).then_some(at))
            }
            _ => self.exports.contains_key(&at).then_some(at),
        }
    }
}

/// The `use` statements: whether each re-exports, and its tree.
fn statements(code: &str) -> impl Iterator<Item = (bool, String)> {
    let mut statements = Vec::new();
    let mut current: Option<(bool, String)> = None;
    for line in code.lines().map(str::trim) {
        let opened = match &current {
            Some(_) => None,
            None => opening(line),
        };
        if let Some((is_public, rest)) = opened {
            current = Some((is_public, rest.to_owned()));
        } else if let Some((_, tree)) = &mut current {
            tree.push_str(line);
        }
        if let Some((is_public, tree)) = current.take_if(|(_, tree)| tree.ends_with(';')) {
            statements.push((is_public, tree.trim_end_matches(';').to_owned()));
        }
    }
    statements.into_iter()
}

/// Whether a line begins a `use` statement: whether it re-exports, and the rest of the line.
fn opening(line: &str) -> Option<(bool, &str)> {
    if let Some(rest) = line.strip_prefix("use ") {
        return Some((false, rest));
    }
    let rest = line.strip_prefix("pub")?;
    let rest = match rest.strip_prefix('(') {
        Some(visibility) => visibility.split_once(')')?.1,
        None => rest,
    };
    rest.trim_start().strip_prefix("use ").map(|tree| (true, tree))
}

/// The single paths of a tree such as `a::{b, c::{d, e}}`.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((before, inside)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().trim().to_owned()];
    };
    let inside = &inside[..inside.rfind('}').unwrap_or(inside.len())];
    let (mut parts, mut depth, mut part) = (Vec::new(), 0, String::new());
    for c in inside.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| expand(&format!("{before}{}", part.trim()))).collect()
}

/// Paths that are written out in the code: `crate::a::b`, `super::a`, `child::a`.
fn inline_paths(code: &str) -> Vec<String> {
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let lines = code.lines().filter(|line| opening(line.trim()).is_none());
    let without_visibility = lines.map(|line| match line.split_once("pub(in ") {
        Some((_, rest)) => rest.split_once(')').map_or("", |(_, rest)| rest),
        None => line,
    });
    without_visibility
        .flat_map(|line| line.split(|c: char| !is_path(c)))
        .filter(|word| word.contains("::") && word.starts_with(|c: char| c.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_tree_of_imports_is_expanded() {
    assert_eq!(expand("a::{b, c::{d, e as f}}"), ["a::b", "a::c::d", "a::c::e"]);
    let code = "use a::{\n    b,\n};\npub(crate) use c::d;\nlet x = 1;\n";
    let found: Vec<_> = statements(code).collect();
    assert_eq!(found, [(false, "a::{b,}".to_owned()), (true, "c::d".to_owned())]);
}

#[test]
fn a_circle_is_found_through_a_facade() {
    let file = |path: &str, code: &str| Source {
        package: "src",
        path: path.to_owned(),
        text: String::new(),
        code: code.to_owned(),
    };
    let facade = "mod a;\nmod b;\npub use a::A;\npub use b::B;\n";
    let circles = |a: &str, b: &str| {
        let files = [file("x/mod.rs", facade), file("x/a.rs", a), file("x/b.rs", b)];
        Imports::of_package(&files, "src").circles()
    };
    assert_eq!(circles("use super::B;\n", "use super::A;\n"), ["x::a -> x::b"]);
    assert_eq!(circles("use crate::x::b::B;\n", "fn f(_: super::A) {}\nstruct B;\n").len(), 1);
    assert_eq!(circles("use super::B;\n", "struct B;\n"), [""; 0]);
}
