//! The options of other programs, replaced by ours.

use crate::args::extract::ExtractArgs;
use crate::args::shared::FormatArg;

/// Replaces the options that other programs have by ours. Returns notes on those that do nothing.
pub fn replace(args: &mut ExtractArgs) -> Vec<&'static str> {
    let habits = std::mem::take(&mut args.habits);
    args.inputs.extend(habits.urls.into_iter().chain(habits.input_dir));
    if let Some(folder) = habits.output_dir {
        // A path that ends in a slash is a folder, also before it exists.
        args.output.output = Some(folder.join(""));
    }
    let formats = [
        (habits.json, FormatArg::Json, "--json"),
        (habits.markdown, FormatArg::Markdown, "--markdown"),
    ];
    if let Some((_, format, option)) = formats.into_iter().find(|(is_given, ..)| *is_given) {
        (args.output.format, args.output.format_by) = (Some(format), Some(option));
    }
    let notes = [
        (habits.no_comments, "comments are left out unless --comments is given"),
        (habits.formatting, "-f markdown and -f html keep the formatting; other formats have none"),
        (habits.fast, "there is one speed; --fast changes nothing"),
    ];
    notes.into_iter().filter(|(is_given, _)| *is_given).map(|(_, note)| note).collect()
}
