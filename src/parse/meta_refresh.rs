//! Reads the content of a `<meta http-equiv=refresh>`.

/// The longest delay of a redirect, in seconds. A page that reloads itself waits for minutes.
const MAX_DELAY: u32 = 30;

/// The address in `5; url='/story'`; `None` without an address, or after a long delay.
pub(crate) fn refresh_address(content: &str) -> Option<&str> {
    let (delay, rest) = content.split_at(content.find([';', ','])?);
    let seconds = delay.trim().split('.').next().unwrap_or_default();
    if !seconds.is_empty() && seconds.parse::<u32>().ok()? > MAX_DELAY {
        return None;
    }
    let rest = rest[1..].trim_start();
    let is_named = rest.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("url"));
    let value =
        if is_named { rest[3..].trim_start().strip_prefix('=')?.trim_start() } else { rest };
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value,
    };
    Some(value.trim()).filter(|value| !value.is_empty())
}
