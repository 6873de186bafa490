//! What must hold of every decoder, whatever bytes it is given: one check for each fuzz target in `fuzz/`, which uses
//! this folder too. A check panics where the property does not hold. It must not depend on anything but its input.

pub mod archives;
pub mod heads;
pub mod histories;
pub mod input;
pub mod maps;
pub mod packs;
pub mod records;
pub mod shown;
pub mod strands;
pub mod tables;
pub mod texts;

/// Looks at one input.
pub type Check = fn(&[u8]);

/// Every fuzz target and its check, in the order of their names.
pub const TARGETS: [(&str, Check); 43] = [
    ("absence", records::absence),
    ("attachment", records::attachment),
    ("cbor", records::cbor),
    ("command_line", shown::command_line),
    ("commit", records::commit),
    ("config", texts::config),
    ("escape", shown::escape),
    ("fast_export", histories::fast_export),
    ("foreign_tar", archives::foreign_tar),
    ("forged_tar", archives::forged_tar),
    ("format", texts::format),
    ("fsck_position", texts::fsck_position),
    ("genesis", records::genesis),
    ("gzip", archives::gzip),
    ("hamt", maps::hamt),
    ("hamt_node", maps::hamt_node),
    ("hamt_nodes", maps::hamt_nodes),
    ("heads", heads::heads),
    ("ignore", texts::ignore),
    ("index", packs::index),
    ("json", shown::json),
    ("manifest_row", records::manifest_row),
    ("member", packs::member),
    ("name", texts::name),
    ("operation", records::operation),
    ("pack", packs::pack),
    ("path", texts::path),
    ("pattern", texts::pattern),
    ("pointer", records::pointer),
    ("proof", heads::proof),
    ("quantity", texts::quantity),
    ("revision", histories::revision),
    ("secret_key", texts::secret_key),
    ("signature", records::signature),
    ("statcache", packs::statcache),
    ("state", maps::state),
    ("strand", strands::strand),
    ("strand_records", strands::strand_records),
    ("tables", tables::tables),
    ("tapestry", strands::tapestry),
    ("tar_round_trip", archives::tar_round_trip),
    ("token", strands::token),
    ("tree", records::tree),
];
