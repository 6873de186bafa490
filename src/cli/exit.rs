//! The exit codes: one table for the program, `mosaic explain` and `docs/exit-codes.md`.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Failed for a reason that has no code of its own; with `--exit-code`: there is something to do.
    Failed = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// Some files or peers failed, the rest is done.
    Incomplete = 3,
    /// Not allowed.
    NotAllowed = 4,
    /// Not found.
    NotFound = 5,
    /// Bytes or a signature do not verify.
    Integrity = 6,
    /// Heads disagree or moved.
    Moved = 7,
    /// The network or a peer failed.
    Network = 8,
    /// Not enough copies, space or funds.
    Shortage = 9,
    /// The quorum is undecided.
    Undecided = 10,
    /// A lock was not obtained in time.
    Locked = 11,
    /// Stopped by SIGINT.
    Interrupted = 130,
    /// Standard output was closed by its reader.
    Closed = 141,
    /// Stopped by SIGTERM.
    Terminated = 143,
}

/// What there is to say about one exit code.
pub struct Explanation {
    /// The code.
    pub exit: Exit,
    /// The kind in JSON where nothing more exact is known.
    pub kind: &'static str,
    /// The more exact kinds that there are.
    pub kinds: &'static [&'static str],
    /// What it means, in a few words.
    pub meaning: &'static str,
    /// Usual causes, a sentence each.
    pub causes: &'static [&'static str],
    /// Commands that help, with what they are for.
    pub run: &'static [(&'static str, &'static str)],
}

/// All codes, ascending.
pub const EXPLANATIONS: [Explanation; 15] = [
    Explanation {
        exit: Exit::Done,
        kind: "done",
        kinds: &[],
        meaning: "done, or nothing to do",
        causes: &["What was written is durable.", "`commit` found nothing to commit: no commit was made."],
        run: &[("mosaic status", "what is staged and what changed")],
    },
    Explanation {
        exit: Exit::Failed,
        kind: "failed",
        kinds: &["changes", "exists", "in-the-way", "io", "setting", "unconfirmed"],
        meaning: "failed",
        causes: &[
            "The operating system refused to read or write; the message names the file.",
            "With --exit-code: there is something to do, and nothing failed.",
        ],
        run: &[("mosaic -v COMMAND", "the same with more to read"), ("mosaic fsck", "whether the repository is whole")],
    },
    Explanation {
        exit: Exit::Usage,
        kind: "usage",
        kinds: &["name", "pattern", "revision", "setting", "unconfirmed"],
        meaning: "the command line cannot be understood",
        causes: &[
            "An unknown command or option; the message suggests the nearest.",
            "A value of the wrong form, or a setting that does not exist.",
            "A destructive command without a terminal to ask on and without --yes.",
        ],
        run: &[("mosaic COMMAND --help", "all options of a command"), ("mosaic help", "all commands")],
    },
    Explanation {
        exit: Exit::Incomplete,
        kind: "incomplete",
        kinds: &[],
        meaning: "incomplete: some files or peers failed, the rest is done",
        causes: &[
            "Files could not be read, or changed while they were read; they stay as the base has them.",
            "Some peers did not answer; those that did are served.",
        ],
        run: &[
            ("mosaic status", "what is still to do"),
            ("mosaic add PATH", "the same again; what is done is not repeated"),
        ],
    },
    Explanation {
        exit: Exit::NotAllowed,
        kind: "not-allowed",
        kinds: &[
            "access",
            "bare",
            "collision",
            "exposed",
            "foreign",
            "format",
            "invite",
            "key",
            "member",
            "path",
            "refused",
            "stranger",
        ],
        meaning: "not allowed",
        causes: &[
            "The operating system denies access to a file.",
            "The key of the repository can be read by others.",
            "A file that changed would be overwritten, or a path leads outside of the work tree.",
            "A peer does not know this key as a member, or is another than the one that was met before.",
            "The repository is not a member of its community, or an invite does not hold.",
        ],
        run: &[("mosaic status", "which files changed"), ("mosaic key show", "which key this repository has")],
    },
    Explanation {
        exit: Exit::NotFound,
        kind: "not-found",
        kinds: &["absent", "name", "no-repository", "operation", "path", "revision", "unborn"],
        meaning: "not found",
        causes: &[
            "There is no repository here or above.",
            "No head, tag, commit, path or setting of that name; the message suggests the nearest.",
            "The data of an old version was dropped.",
        ],
        run: &[
            ("mosaic init", "make a repository here"),
            ("mosaic head list", "all heads"),
            ("mosaic log", "all commits"),
            ("mosaic ls REV", "all paths of a revision"),
        ],
    },
    Explanation {
        exit: Exit::Integrity,
        kind: "integrity",
        kinds: &["damaged", "history", "key", "malformed", "missing", "unproven"],
        meaning: "integrity: bytes or a signature do not verify",
        causes: &[
            "A device returned other bytes than were written.",
            "Files of `.mosaic` were changed, or removed, by something else than mosaic.",
            "A commit was signed by another key than it names.",
            "A decision is not proven by the votes that it needs.",
        ],
        run: &[
            ("mosaic fsck --data", "everything that is damaged, and which paths and commits need it"),
            ("mosaic repair --from PATH", "what is lost, from a healthy copy"),
        ],
    },
    Explanation {
        exit: Exit::Moved,
        kind: "moved",
        kinds: &["candidates", "conflict", "diverged", "lost", "moved", "parted"],
        meaning: "heads disagree or moved",
        causes: &[
            "The head is no longer the commit given with --expect.",
            "The same path changed on both sides of a merge.",
            "The members decided on another commit than this repository has; its own is kept.",
            "`repair` found several newest operations and cannot know which was the state.",
        ],
        run: &[
            ("mosaic log", "where the head is now"),
            ("mosaic status", "the conflicts"),
            ("mosaic merge REV", "join two histories"),
        ],
    },
    Explanation {
        exit: Exit::Network,
        kind: "network",
        kinds: &["lie", "nowhere"],
        meaning: "the network or a peer failed",
        causes: &[
            "A peer is not reachable, answered too late or not as agreed.",
            "What is needed is on no peer that could be asked.",
        ],
        run: &[("mosaic -v COMMAND", "the same with more to read")],
    },
    Explanation {
        exit: Exit::Shortage,
        kind: "shortage",
        kinds: &["peers", "space"],
        meaning: "not enough copies, space or funds",
        causes: &[
            "The device is full, or a quota is used up. What was stored before is as it was.",
            "Fewer peers took part than --min-peers asks for.",
        ],
        run: &[("mosaic stats", "what takes the space"), ("df .", "what is free")],
    },
    Explanation {
        exit: Exit::Undecided,
        kind: "undecided",
        kinds: &[],
        meaning: "the quorum is undecided",
        causes: &[
            "Too few voters answered, or none of the candidates has a quorum.",
            "So many voters are gone for ever that those who are left are no quorum of all.",
        ],
        run: &[
            ("mosaic sync-heads", "the same again: votes that were given are carried on"),
            ("mosaic head show", "the own and the decided head"),
            ("mosaic community show", "who votes, and how many must agree"),
            ("mosaic community recover --voters KEY...", "go on without voters that never come back"),
        ],
    },
    Explanation {
        exit: Exit::Locked,
        kind: "locked",
        kinds: &[],
        meaning: "a lock was not obtained within --lock-timeout",
        causes: &["Another process holds the repository; the message names it. Locks end with their process."],
        run: &[("mosaic --lock-timeout 60 COMMAND", "the same with more patience")],
    },
    Explanation {
        exit: Exit::Interrupted,
        kind: "interrupted",
        kinds: &[],
        meaning: "stopped by SIGINT, usually Ctrl-C",
        causes: &["The repository is as it was before, or as the command would have left it; never between."],
        run: &[("the same command again", "goes on where it stopped; what was stored is not stored again")],
    },
    Explanation {
        exit: Exit::Closed,
        kind: "closed",
        kinds: &[],
        meaning: "standard output was closed by its reader, as by `head`",
        causes: &["The reader had enough. Output ends there without a message, as with programs that SIGPIPE ends."],
        run: &[("the same command without the pipe", "all of the output")],
    },
    Explanation {
        exit: Exit::Terminated,
        kind: "terminated",
        kinds: &[],
        meaning: "stopped by SIGTERM",
        causes: &["The system or another program ended the command; the repository is whole, as after SIGINT."],
        run: &[("the same command again", "goes on where it stopped; what was stored is not stored again")],
    },
];

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// What there is to say about it.
    pub fn explanation(self) -> &'static Explanation {
        EXPLANATIONS.iter().find(|entry| entry.exit == self).expect("the table has every code")
    }
}
