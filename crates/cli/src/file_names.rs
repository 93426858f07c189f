//! Names of output files: readable, unique, safe on any system, and the same in every run.

use std::collections::{HashMap, HashSet};

use cleancopy::batch::{self, safe_path};

use crate::input::{Input, stem};

/// Maximum length of a name without its ending, in bytes. File systems allow 255, and a hash and an
/// ending must fit too.
const MAX_BYTES: usize = 150;

/// Returns a file name for each input, in order.
///
/// The name is the input's identifier. A name that had to be changed, or that two inputs share,
/// also contains a hash of the input. So the name of an input does not depend on the order of
/// inputs.
pub fn file_names(inputs: &[Input], extension: &str) -> Vec<String> {
    unique_names(inputs, inputs.iter().map(|i| safe_name(&i.stem())).collect(), extension)
}

/// Returns a path for each input, in order: the folders of the input, and in them its name.
pub fn file_paths(inputs: &[Input], extension: &str) -> Vec<String> {
    let path = |input: &Input| match input {
        Input::File(file) => {
            let path = file.relative.with_file_name(stem(&file.relative));
            (safe_path(&path.to_string_lossy()), false)
        }
        Input::Url(url) => match url::Url::parse(url) {
            Ok(parsed) => {
                let host = parsed.host_str().unwrap_or_default();
                let path = parsed.path().trim_end_matches('/');
                // Only the query tells two such pages apart.
                (safe_path(&format!("{host}{path}")), parsed.query().is_some())
            }
            Err(_) => safe_name(url),
        },
        other => safe_name(&other.stem()),
    };
    unique_names(inputs, inputs.iter().map(path).collect(), extension)
}

/// Names that a template gives, made unique in the order of the inputs.
#[derive(Default)]
pub struct TemplateNames {
    taken: HashSet<String>,
}

impl TemplateNames {
    /// Returns the path of an input's file. If an earlier input has it, a hash of the input
    /// follows.
    pub fn unique(&mut self, name: String, input: &str, extension: &str) -> String {
        let hashed = format!("{name}-{:08x}", fnv1a(input) >> 32);
        let numbered = (2..).map(|n| format!("{hashed}-{n}"));
        let free = [name, hashed.clone()].into_iter().chain(numbered);
        let free = free.into_iter().find(|name| self.taken.insert(name.to_lowercase()));
        format!("{}.{extension}", free.unwrap_or_default())
    }
}

/// Returns unique names from names and whether they differ from the identifiers.
fn unique_names(inputs: &[Input], plain: Vec<(String, bool)>, extension: &str) -> Vec<String> {
    // On file systems that ignore case, names that differ in case only are the same file.
    let mut uses: HashMap<String, usize> = HashMap::new();
    for (name, _) in &plain {
        *uses.entry(name.to_lowercase()).or_default() += 1;
    }
    let mut taken = HashSet::new();
    let names = inputs.iter().zip(plain).map(|(input, (name, is_changed))| {
        let shared = uses[&name.to_lowercase()] > 1;
        let base = if is_changed || shared {
            format!("{name}-{:08x}", fnv1a(&input.name()) >> 32)
        } else {
            name
        };
        // A number is needed if an input is given twice, or if two hashes collide.
        let numbered = (2..).map(|n| format!("{base}-{n}"));
        let free = std::iter::once(base.clone())
            .chain(numbered)
            .find(|n| !taken.contains(&n.to_lowercase()))
            .unwrap_or_default();
        taken.insert(free.to_lowercase());
        format!("{free}.{extension}")
    });
    names.collect()
}

/// Returns `id` as a safe file name, and whether it had to be changed.
fn safe_name(id: &str) -> (String, bool) {
    let id = id.strip_prefix("https://").or_else(|| id.strip_prefix("http://")).unwrap_or(id);
    if id == "-" {
        return ("stdin".to_owned(), false);
    }
    let name = batch::safe_name(id.trim_end_matches('/'), MAX_BYTES);
    let is_changed = name != id;
    (name, is_changed)
}

/// Hashes with FNV-1a, 64 bits. Unlike the standard hasher, it gives the same value on every
/// machine and in every version.
fn fnv1a(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::{Input, TemplateNames, file_names, file_paths};

    #[test]
    fn a_name_is_one_that_every_system_takes() {
        let check = |argument: &str, start: &str| {
            let names = names(&[argument]);
            assert!(names[0].starts_with(start), "{argument}: {names:?}");
        };
        check("https://news.example/", "news.example-");
        check("con.html", "pagecon-");
        check(".rain.html", "rain-");
        check("a:b.html", "a_b-");
        let long = names(&[&format!("{}.html", "ü".repeat(200))]);
        assert!(long[0].len() < 180, "{long:?}");
    }

    fn names(arguments: &[&str]) -> Vec<String> {
        let inputs: Vec<_> = arguments.iter().map(|a| Input::parse(a.as_ref())).collect();
        file_names(&inputs, "txt")
    }

    #[test]
    fn a_unique_safe_name_is_not_changed() {
        assert_eq!(
            names(&["a/rain.html", "b/snow.html.gz", "-"]),
            ["rain.txt", "snow.txt", "stdin.txt"]
        );
    }

    #[test]
    fn shared_names_get_a_hash_that_does_not_depend_on_the_order() {
        let (forward, backward) =
            (names(&["a/x.html", "b/X.html"]), names(&["b/X.html", "a/x.html"]));
        assert_eq!(forward, [backward[1].clone(), backward[0].clone()]);
        assert_ne!(forward[0].to_lowercase(), forward[1].to_lowercase());
    }

    #[test]
    fn an_input_given_twice_has_two_files() {
        let names = names(&["x.html", "x.html"]);
        assert_ne!(names[0], names[1]);
    }

    #[test]
    fn paths_keep_the_folders_of_the_inputs() {
        let inputs: Vec<_> = ["a/x.html", "b/x.html.gz", "../c/x.html", "https://news.example/a/b"]
            .iter()
            .map(|a| Input::parse(a.as_ref()))
            .collect();
        let paths = file_paths(&inputs, "txt");
        assert_eq!(paths, ["a/x.txt", "b/x.txt", "c/x.txt", "news.example/a/b.txt"]);
    }

    #[test]
    fn names_of_a_template_are_unique() {
        let mut names = TemplateNames::default();
        let mut name = |name: &str, input: &str| names.unique(name.to_owned(), input, "md");
        assert_eq!(name("a/rain", "1"), "a/rain.md");
        let second = name("a/Rain", "2");
        assert!(second.starts_with("a/Rain-") && second != name("a/rain", "2"), "{second}");
    }

    #[test]
    fn addresses_become_safe_names() {
        let names = names(&["https://news.example/a/b?c=1", "https://news.example/a/b?c:1"]);
        assert!(names[0].starts_with("news.example_a_b_c_1-"), "{names:?}");
        assert_ne!(names[0], names[1]);
    }
}
