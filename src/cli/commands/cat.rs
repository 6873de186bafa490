//! `mosaic cat`: the content of a file.

/// Write the content of a file to standard output
///
/// The bytes as they are, verified before they are written. Only the chunks of that file are read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic cat main:notes.txt\n  mosaic cat v1.0:film.mkv | mpv -")]
pub struct Args {
    /// The file, or several, one after the other.
    #[arg(value_name = "REV:PATH", required = true)]
    pub places: Vec<String>,
}
