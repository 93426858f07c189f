//! The columns of a batch, checked before the first record: those that hold the pages, and the
//! user's own.

use cleancopy::batch::{
    ColumnNames, InputColumn, InputFile, InputType, KeepColumns, OwnColumns, missing_column,
};

use crate::args::batch::BatchInputArgs;

/// Tables whose columns are read before the run. A run over more is a collection of equal tables.
const MAX_TABLES: usize = 200;

/// Returns the names of the columns that hold the pages.
pub fn column_names(args: &BatchInputArgs) -> ColumnNames {
    let mut names = ColumnNames::default();
    for (name, stated) in [
        (&mut names.html, &args.html_column),
        (&mut names.url, &args.url_column),
        (&mut names.id, &args.id_column),
    ] {
        if let Some(stated) = stated {
            name.clone_from(stated);
        }
    }
    names
}

/// Returns the user's own columns that rows keep, or what is wrong with the columns.
pub fn own_columns(
    args: &BatchInputArgs,
    names: &ColumnNames,
    inputs: &[(InputFile, usize)],
) -> Result<OwnColumns, String> {
    let tables: Vec<(String, Vec<InputColumn>)> = inputs
        .iter()
        .filter(|(input, _)| is_table(input))
        .take(MAX_TABLES)
        .filter_map(|(input, _)| Some((input.name(), input.columns()?)))
        .collect();
    check_stated(args, names, inputs, &tables)?;
    let mut own = OwnColumns::default();
    own.keep.clone_from(&args.keep_columns);
    own.prefix.clone_from(&args.prefix);
    for (_, columns) in &tables {
        for column in columns {
            if !own.keeps(&column.name, names) {
                continue;
            }
            match own.known.iter_mut().find(|known| known.name == column.name) {
                // Tables that do not agree on a type leave it to the values.
                Some(known) if known.data_type != column.data_type => known.data_type = None,
                Some(_) => {}
                None => own.known.push(column.clone()),
            }
        }
    }
    if let (KeepColumns::Named(named), Some((name, columns))) = (&own.keep, tables.first()) {
        let is_missing =
            |wanted: &&String| !tables.iter().any(|(_, c)| c.iter().any(|c| c.name == **wanted));
        if let Some(wanted) = named.iter().find(is_missing) {
            return Err(missing(name, wanted, columns, "--keep-columns"));
        }
    }
    let clashes: Vec<&str> = own
        .known
        .iter()
        .map(|column| column.name.as_str())
        .filter(|name| own.is_our_name(name))
        .collect();
    if clashes.is_empty() {
        return Ok(own);
    }
    Err(format!(
        "the input has columns that cleancopy writes too: {}; --prefix cc_ renames those of \
         cleancopy, --keep-columns chooses those of the input (or none)",
        clashes.join(", ")
    ))
}

/// Checks that the columns of pages exist. A column that was named must be in some table; the
/// column of the HTML must be there in any case.
fn check_stated(
    args: &BatchInputArgs,
    names: &ColumnNames,
    inputs: &[(InputFile, usize)],
    tables: &[(String, Vec<InputColumn>)],
) -> Result<(), String> {
    let stated = [
        (&args.html_column, &names.html, "--html-column"),
        (&args.url_column, &names.url, "--url-column"),
        (&args.id_column, &names.id, "--id-column"),
    ];
    let Some((name, columns)) = tables.first() else {
        // A list of addresses may have JSON lines with columns.
        let has_tables =
            inputs.iter().any(|(i, _)| is_table(i) || matches!(i.kind, InputType::Urls));
        return match stated.iter().find(|(stated, ..)| stated.is_some()) {
            Some((.., option)) if !has_tables => {
                Err(format!("{option} names a column of a table, and no input is a table"))
            }
            _ => Ok(()),
        };
    };
    for (stated, wanted, option) in stated {
        let is_there = tables.iter().any(|(_, c)| c.iter().any(|c| c.name == *wanted));
        if !is_there && (stated.is_some() || option == "--html-column") {
            return Err(missing(name, wanted, columns, option));
        }
    }
    Ok(())
}

fn is_table(input: &InputFile) -> bool {
    matches!(input.kind, InputType::Jsonl | InputType::Csv | InputType::Parquet | InputType::Arrow)
}

fn missing(file: &str, wanted: &str, columns: &[InputColumn], option: &str) -> String {
    let e = missing_column(wanted, columns.iter().map(|column| &column.name)).on(file);
    format!("{e}; set {option}")
}
