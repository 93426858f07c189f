//! Recognises a script that leads to another page: it assigns an address to `location`, or calls
//! one of its methods. A script that only reads the address is not one.

use memchr::memmem;

/// Objects whose `location` is that of the page.
const OBJECTS: &[&str] =
    &["window", "document", "self", "top", "parent", "this", "globalThis", "opener"];
/// Words that declare a variable of the script's own.
const DECLARES: &[&str] = &["var", "let", "const"];
/// Methods and properties that lead to an address.
const METHODS: &[&str] = &["replace", "assign"];
const PROPERTY: &str = "href";

/// Whether a script leads to another page.
pub(super) fn leads_elsewhere(code: &str) -> bool {
    const NAME: &str = "location";
    memmem::find_iter(code.as_bytes(), NAME)
        .any(|at| is_of_page(&code[..at]) && leads(&code[at + NAME.len()..]))
}

/// Whether the name at the end of `before` is the location of the page, and not a longer name, a
/// variable or a property of something else.
fn is_of_page(before: &str) -> bool {
    let is_in_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let ends_with_word = |text: &str, words: &[&str]| {
        words
            .iter()
            .any(|word| text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(is_in_name)))
    };
    if before.ends_with(is_in_name) {
        return false;
    }
    let text = before.trim_end();
    // `window["location"]`
    let key = text.strip_suffix(['"', '\'']).and_then(|text| text.strip_suffix('['));
    match key.or_else(|| text.strip_suffix('.')) {
        Some(object) => ends_with_word(object.trim_end_matches(['?', '.']), OBJECTS),
        None => !ends_with_word(text, DECLARES),
    }
}

/// Whether the code after `location` leads to an address.
fn leads(after: &str) -> bool {
    let after = after.trim_start_matches(['"', '\'', ']']).trim_start();
    if is_assigned(after) {
        return true;
    }
    let Some(after) = after.strip_prefix('?').unwrap_or(after).strip_prefix(['.', '[']) else {
        return false;
    };
    let after = after.trim_start().trim_start_matches(['"', '\'']);
    let tail = |name: &str| {
        after.strip_prefix(name).map(|tail| tail.trim_start_matches(['"', '\'', ']']).trim_start())
    };
    tail(PROPERTY).is_some_and(is_assigned)
        || METHODS.iter().any(|name| tail(name).is_some_and(|tail| tail.starts_with('(')))
}

/// Whether a text begins with the sign of an assignment, not of a comparison.
fn is_assigned(text: &str) -> bool {
    text.strip_prefix('=').is_some_and(|rest| !rest.starts_with(['=', '>']))
}

#[cfg(test)]
mod tests {
    use super::leads_elsewhere;

    #[test]
    fn a_script_leads_elsewhere_if_it_sets_the_location() {
        for code in [
            "location.href='/b'",
            "window.location = \"/b\";",
            "location='/b'",
            "top.location.href = url",
            "if (a) document.location.replace('/b')",
            "window.location.assign (next)",
            "self['location']['href'] = '/b'",
            "window[\"location\"] = '/b'",
            "window?.location?.replace('/b')",
            "setTimeout(()=>{location.replace(x)},0)",
        ] {
            assert!(leads_elsewhere(code), "{code}");
        }
        for code in [
            "if (window.location.hostname === 'x') run()",
            "var url = window.location.href;",
            "if (location.href == '/b') run()",
            "if (location == '/b') run()",
            "location.href.replace(/x/, 'y')",
            "var location = read()",
            "const location = {}",
            "map.location = [1, 2]",
            "map[\"location\"] = 1",
            "geolocation = true",
            "locations = []",
            "location.reload()",
            "send({location: window.location.pathname})",
            "location => location.city",
            "",
        ] {
            assert!(!leads_elsewhere(code), "{code}");
        }
        assert!(!leads_elsewhere(&"location.".repeat(100_000)));
    }
}
