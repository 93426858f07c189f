//! Options as trafilatura, defuddle and other programs call them. They work and are not in the
//! help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Default, Args)]
pub struct HabitArgs {
    #[arg(short = 'u', long = "url", alias = "URL", value_name = "URL", hide = true)]
    pub urls: Vec<OsString>,
    #[arg(long, value_name = "DIR", hide = true)]
    pub input_dir: Vec<OsString>,
    #[arg(long, value_name = "DIR", hide = true, conflicts_with = "output")]
    pub output_dir: Option<PathBuf>,
    #[arg(long, hide = true, conflicts_with_all = ["format", "markdown"])]
    pub json: bool,
    #[arg(long, hide = true, conflicts_with = "format")]
    pub markdown: bool,
    #[arg(long, hide = true, conflicts_with = "comments")]
    pub no_comments: bool,
    #[arg(long, hide = true)]
    pub formatting: bool,
    #[arg(long, hide = true)]
    pub fast: bool,
}
