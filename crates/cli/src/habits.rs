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
    if habits.json {
        args.output.format = Some(FormatArg::Json);
    } else if habits.markdown {
        args.output.format = Some(FormatArg::Markdown);
    }
    let notes = [
        (habits.no_comments, "comments are left out unless --comments is given"),
        (habits.formatting, "-f markdown and -f html keep the formatting; other formats have none"),
        (habits.fast, "there is one speed; --fast changes nothing"),
    ];
    notes.into_iter().filter(|(is_given, _)| *is_given).map(|(_, note)| note).collect()
}
