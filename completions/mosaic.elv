
use builtin;
use str;

set edit:completion:arg-completer[mosaic] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'mosaic'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'mosaic'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand init 'Make a new repository'
            cand clone 'Make a new repository with what a peer has'
            cand add 'Stage files for the next commit'
            cand rm 'Remove files from the work tree and from the next commit'
            cand mv 'Rename or move files in the work tree and in the next commit'
            cand status 'Show what is staged, what changed, and what is new'
            cand diff 'Show what differs between two revisions, or a revision and the work tree'
            cand commit 'Make what is staged a commit, and move the current head to it'
            cand restore 'Bring files back from a commit or the stage'
            cand checkout 'Make the work tree what a revision says'
            cand switch 'Make another head the current one'
            cand merge 'Join another history into the current head'
            cand log 'Show the history'
            cand show 'Show one commit: who, when, why, its signature, and what changed'
            cand ls 'List the paths of a revision'
            cand cat 'Write the content of a file to standard output'
            cand find 'Find paths in a revision'
            cand stats 'Show sizes and reuse'
            cand export 'Write a revision as a tar.gz, a directory or a git repository'
            cand import 'Stage the entries of a tar or tar.gz'
            cand fast-export 'Write commits with their files for `git fast-import`'
            cand head 'List, make and remove heads'
            cand tag 'List, make and remove tags'
            cand rev-parse 'Print the id of the commit that a revision means'
            cand remote 'List, add and remove remotes'
            cand fetch 'Get what peers have and this repository has not'
            cand push 'Give peers what they have not'
            cand pull 'Get what peers have, and go forward to it'
            cand sync-heads 'Agree with the other members on the newest versions'
            cand serve 'Serve the repository to its members'
            cand ui 'Show the repository in a browser'
            cand fsck 'Check that everything is there and as it was written'
            cand gc 'Remove what nothing needs any more'
            cand repair 'Bring back what is lost or damaged'
            cand drop 'Forget the data of old versions'
            cand op 'Show the operations on this repository, and go back to one'
            cand undo 'Take the last operation back'
            cand config 'Read and change settings'
            cand key 'Show the key of the repository, or replace it'
            cand community 'Show the community of the repository, let others in, leave it'
            cand tapestry 'Show and check what the members of the community said'
            cand explain 'Explain an exit code: what it means, usual causes, what to run'
            cand completions 'Print a script that completes commands and options in a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;init'= {
            cand --name 'Name of the community [default: the name of the directory]'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --bare 'Without a work tree: DIR itself becomes the repository'
            cand --open 'Anyone may join the community, without an invite'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;clone'= {
            cand --invite 'An invite, to become a member'
            cand --depth 'Only the newest N commits of each head; older ones are left out'
            cand --path 'Only the data of these paths of the tree; other data is fetched when a command needs it'
            cand --limit-rate 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB'
            cand --peer-timeout 'Seconds after which a peer that sends nothing is left'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --bare 'Without a work tree: DIR itself becomes the repository, with all heads of the peer'
            cand --no-checkout 'Do not write the files of the version into the work tree'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;add'= {
            cand --exclude 'Leave out what matches, as a line of `.mosaicignore`; may be repeated'
            cand --preserve 'Keep what is left out otherwise'
            cand --mtime 'Which changes of the modification time count'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -A 'The whole work tree, wherever started'
            cand --all 'The whole work tree, wherever started'
            cand -u 'Only files that are staged or committed already; new ones stay untracked'
            cand --update 'Only files that are staged or committed already; new ones stay untracked'
            cand -n 'Only say what would be staged'
            cand --dry-run 'Only say what would be staged'
            cand -x 'Do not enter directories on other file systems'
            cand --one-file-system 'Do not enter directories on other file systems'
            cand -z 'List the paths of `--dry-run` with a NUL after each and as they are'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;rm'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -r 'Directories with all that is in them'
            cand --recursive 'Directories with all that is in them'
            cand --staged 'From the stage only; the files stay'
            cand -f 'Also files that changed since they were stored'
            cand --force 'Also files that changed since they were stored'
            cand -n 'Only say what would be removed'
            cand --dry-run 'Only say what would be removed'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;mv'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -f 'Also where TO is a file; it is replaced'
            cand --force 'Also where TO is a file; it is replaced'
            cand -n 'Only say what would be moved'
            cand --dry-run 'Only say what would be moved'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;status'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --exit-code 'Exit 1 where there is something to stage or to commit'
            cand -z 'List paths with a NUL after each and as they are'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;diff'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --staged 'A (the current head, where it is not given) against the stage'
            cand --stat 'Bytes that changed per path, and in total'
            cand --exit-code 'Exit 1 where something differs'
            cand -z 'List paths with a NUL after each and as they are'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;commit'= {
            cand -m 'What changed and why; several are joined as paragraphs'
            cand --message 'What changed and why; several are joined as paragraphs'
            cand --expect 'Only where the head is at this commit; otherwise exit 7'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -a 'First stage what changed in files that are staged or committed already, as `add -u` does'
            cand --all 'First stage what changed in files that are staged or committed already, as `add -u` does'
            cand --allow-empty 'Make a commit also where nothing is staged'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;restore'= {
            cand --from 'The revision to take them from [default: the stage; with --staged, the current head]'
            cand --to 'Write below DIR instead of into the work tree'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --staged 'Take them out of the next commit: the stage gets what the commit has, files stay as they are'
            cand -f 'Overwrite files that changed'
            cand --force 'Overwrite files that changed'
            cand -n 'Only say what would be written'
            cand --dry-run 'Only say what would be written'
            cand --sync 'Wait until the files are on the device'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;checkout'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -f 'Overwrite files that changed'
            cand --force 'Overwrite files that changed'
            cand -n 'Only say what would be written and removed'
            cand --dry-run 'Only say what would be written and removed'
            cand --sync 'Wait until the files are on the device'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;switch'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -f 'Overwrite files that changed'
            cand --force 'Overwrite files that changed'
            cand -n 'Only say what would be written and removed'
            cand --dry-run 'Only say what would be written and removed'
            cand --sync 'Wait until the files are on the device'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;merge'= {
            cand -m 'The message of the merge [default: names both sides]'
            cand --message 'The message of the merge [default: names both sides]'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -n 'Only say what would change and what is in conflict'
            cand --dry-run 'Only say what would change and what is in conflict'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;log'= {
            cand --from 'Where to begin [default: the current head]'
            cand -n 'At most so many commits'
            cand --max-count 'At most so many commits'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;show'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;ls'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -l 'Kind, mode, size and time before each path'
            cand --long 'Kind, mode, size and time before each path'
            cand --flat 'Only what is directly in the directory'
            cand -z 'List paths with a NUL after each and as they are'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;cat'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;find'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -z 'List paths with a NUL after each and as they are'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;stats'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;export'= {
            cand --tgz 'A tar.gz; `-` is standard output'
            cand --dir 'A directory, which must be empty or missing'
            cand --git 'A bare git repository (SHA-256), empty or missing before, with the history of the revision'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --single-member 'One gzip member instead of one per chunk, for readers that stop after the first'
            cand -f 'Write into a directory that has files in it, over those of the same names'
            cand --force 'Write into a directory that has files in it, over those of the same names'
            cand --sync 'Wait until the files are on the device'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;import'= {
            cand --max-size 'Refuse what unpacks to more than this'
            cand --max-ratio 'Refuse what unpacks to more than this many times its size; from 64 MiB on'
            cand --max-entries 'Refuse what has more entries'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -n 'Only read and check it'
            cand --dry-run 'Only read and check it'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;fast-export'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;head'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List all heads with their commits'
            cand show 'Show one head: its commit, what the members decided, and how it stands to the others'
            cand verify 'Check the commits of heads back to the first, and that what the members decided is proven'
            cand create 'Make a head'
            cand rename 'Rename a head'
            cand delete 'Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;head;list'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -a 'Also what is decided, what members have, and what was not decided'
            cand --all 'Also what is decided, what members have, and what was not decided'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;head;show'= {
            cand --proof 'Write what proves the decision into this file, for: mosaic head verify --proof FILE'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;head;verify'= {
            cand --proof 'Check a file that proves a decision; needs no repository'
            cand --community 'The community of which the file should be'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;head;create'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;head;rename'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;head;delete'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -n 'Only say what would be removed'
            cand --dry-run 'Only say what would be removed'
            cand --for-all 'Ask the members to delete them for all; the voters decide'
            cand --keep 'Take it back that they should be deleted for all'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;head;help'= {
            cand list 'List all heads with their commits'
            cand show 'Show one head: its commit, what the members decided, and how it stands to the others'
            cand verify 'Check the commits of heads back to the first, and that what the members decided is proven'
            cand create 'Make a head'
            cand rename 'Rename a head'
            cand delete 'Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;head;help;list'= {
        }
        &'mosaic;head;help;show'= {
        }
        &'mosaic;head;help;verify'= {
        }
        &'mosaic;head;help;create'= {
        }
        &'mosaic;head;help;rename'= {
        }
        &'mosaic;head;help;delete'= {
        }
        &'mosaic;head;help;help'= {
        }
        &'mosaic;tag'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List all tags with their commits'
            cand create 'Make a tag'
            cand delete 'Remove tags'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;tag;list'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tag;create'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tag;delete'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -n 'Only say what would be removed'
            cand --dry-run 'Only say what would be removed'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tag;help'= {
            cand list 'List all tags with their commits'
            cand create 'Make a tag'
            cand delete 'Remove tags'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;tag;help;list'= {
        }
        &'mosaic;tag;help;create'= {
        }
        &'mosaic;tag;help;delete'= {
        }
        &'mosaic;tag;help;help'= {
        }
        &'mosaic;rev-parse'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;remote'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List all remotes with their addresses'
            cand add 'Add a remote'
            cand remove 'Remove a remote. What was fetched from it stays'
            cand show 'Show one remote: its address and the key it was met with'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;remote;list'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;remote;add'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;remote;remove'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;remote;show'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;remote;help'= {
            cand list 'List all remotes with their addresses'
            cand add 'Add a remote'
            cand remove 'Remove a remote. What was fetched from it stays'
            cand show 'Show one remote: its address and the key it was met with'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;remote;help;list'= {
        }
        &'mosaic;remote;help;add'= {
        }
        &'mosaic;remote;help;remove'= {
        }
        &'mosaic;remote;help;show'= {
        }
        &'mosaic;remote;help;help'= {
        }
        &'mosaic;fetch'= {
            cand --depth 'Only the newest N commits of each head; older ones are left out'
            cand --path 'Only the data of these paths; other data is fetched when a command needs it'
            cand --min-peers 'So many peers must take part; then it is no failure when others do not'
            cand --limit-rate 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB'
            cand --peer-timeout 'Seconds after which a peer that sends nothing is left'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --exit-code 'Exit with 1 where something new came'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;push'= {
            cand --min-peers 'So many peers must take part; then it is no failure when others do not'
            cand --limit-rate 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB'
            cand --peer-timeout 'Seconds after which a peer that sends nothing is left'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --all 'All heads'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;pull'= {
            cand --min-peers 'So many peers must take part; then it is no failure when others do not'
            cand --limit-rate 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB'
            cand --peer-timeout 'Seconds after which a peer that sends nothing is left'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --merge 'Join histories that parted'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;sync-heads'= {
            cand --peer 'A remote, or the address of a peer, to ask; may be given several times [default: all remotes]'
            cand --timeout 'How long to try where voters promised others to wait: a number and s, m or h'
            cand --limit-rate 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB'
            cand --peer-timeout 'Seconds after which a peer that sends nothing is left'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --exit-code 'Exit with 1 where something was decided or announced'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;serve'= {
            cand --listen 'The address to listen on'
            cand --port 'The port to listen on; 0 is any that is free'
            cand --read 'Who may read [default: `serve.read`, members]'
            cand --tls 'Serve over TLS with a certificate that the repository makes for itself, once'
            cand --tls-cert 'Serve over TLS with this certificate, in PEM, those that vouch for it behind it'
            cand --tls-key 'The key of the certificate, in PEM'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;ui'= {
            cand --port 'The port to listen on; 0 is any that is free'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --no-browser 'Print the address and open nothing'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;fsck'= {
            cand --data 'Also read and hash all data, or a share (`5%`), or as much as fits into a time (`10m`); goes on where the last sample ended'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;gc'= {
            cand --recompress 'Deflate everything again at this level, on all cores, and keep what gets smaller'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --auto 'Do nothing unless a fifth of the stored bytes is not needed or 32 files are left over, rewrite only packs of which a fifth is not needed, and leave it for later where another command writes'
            cand -n 'Only say what would be removed'
            cand --dry-run 'Only say what would be removed'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;repair'= {
            cand --from 'A repository to take lost objects from: the path of its work tree or of its `.mosaic`, or the address or name of a peer; several are asked in turn'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;drop'= {
            cand --keep-last 'Keep so many versions of every head, the newest ones'
            cand --before 'Drop the versions that this one is made on, and keep it'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -n 'Only say what would be dropped'
            cand --dry-run 'Only say what would be dropped'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;op'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand log 'List operations from the newest back'
            cand restore 'Set heads, tags and stage to what they were after an operation; the work tree stays as it is'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;op;log'= {
            cand -n 'At most so many'
            cand --max-count 'At most so many'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;op;restore'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -n 'Only say what would change'
            cand --dry-run 'Only say what would change'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;op;help'= {
            cand log 'List operations from the newest back'
            cand restore 'Set heads, tags and stage to what they were after an operation; the work tree stays as it is'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;op;help;log'= {
        }
        &'mosaic;op;help;restore'= {
        }
        &'mosaic;op;help;help'= {
        }
        &'mosaic;undo'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand -n 'Only say what would change'
            cand --dry-run 'Only say what would change'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;config'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand get 'Print the value that holds'
            cand set 'Write a value into the file of the repository'
            cand unset 'Take a value out of the file of the repository'
            cand list 'Print all settings with the values that hold'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;config;get'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --show-origin 'Also print the option, variable or file that it comes from'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;config;set'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;config;unset'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;config;list'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --show-origin 'Also print the option, variable or file that each comes from'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;config;help'= {
            cand get 'Print the value that holds'
            cand set 'Write a value into the file of the repository'
            cand unset 'Take a value out of the file of the repository'
            cand list 'Print all settings with the values that hold'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;config;help;get'= {
        }
        &'mosaic;config;help;set'= {
        }
        &'mosaic;config;help;unset'= {
        }
        &'mosaic;config;help;list'= {
        }
        &'mosaic;config;help;help'= {
        }
        &'mosaic;key'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint'
            cand replace 'Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;key;show'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;key;replace'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;key;help'= {
            cand show 'Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint'
            cand replace 'Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;key;help;show'= {
        }
        &'mosaic;key;help;replace'= {
        }
        &'mosaic;key;help;help'= {
        }
        &'mosaic;community'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Print its name, its members, who votes, how many must agree, and what is asked of the voters'
            cand invite 'Make a token with which others may join: whoever has it can use it'
            cand join 'Become a member: with an invite, or without one where the community is open'
            cand leave 'Say that this repository is no member any more. What it has stays here'
            cand set 'Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that'
            cand recover 'Go on with other voters, when so many are gone for ever that nothing can be decided'
            cand accept 'Accept the recovery that another member wrote'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;community;show'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;community;invite'= {
            cand --uses 'How many may join with it'
            cand --expires 'How long it is valid: a number and s, m, h, d or w'
            cand --address 'Where this repository is served, to be written into the token; may be given several times'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --voter 'Ask for a vote for who joins; the voters decide'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;community;join'= {
            cand --invite 'The invite'
            cand --limit-rate 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB'
            cand --peer-timeout 'Seconds after which a peer that sends nothing is left'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;community;leave'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;community;set'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;community;recover'= {
            cand --voters 'Who votes from then on: names of members, or eight or more digits of their keys'
            cand --reason 'Why, for the members who are to accept it'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;community;accept'= {
            cand --limit-rate 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB'
            cand --peer-timeout 'Seconds after which a peer that sends nothing is left'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;community;help'= {
            cand show 'Print its name, its members, who votes, how many must agree, and what is asked of the voters'
            cand invite 'Make a token with which others may join: whoever has it can use it'
            cand join 'Become a member: with an invite, or without one where the community is open'
            cand leave 'Say that this repository is no member any more. What it has stays here'
            cand set 'Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that'
            cand recover 'Go on with other voters, when so many are gone for ever that nothing can be decided'
            cand accept 'Accept the recovery that another member wrote'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;community;help;show'= {
        }
        &'mosaic;community;help;invite'= {
        }
        &'mosaic;community;help;join'= {
        }
        &'mosaic;community;help;leave'= {
        }
        &'mosaic;community;help;set'= {
        }
        &'mosaic;community;help;recover'= {
        }
        &'mosaic;community;help;accept'= {
        }
        &'mosaic;community;help;help'= {
        }
        &'mosaic;tapestry'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand log 'List strands from the last one back, in the order that is the same for all members'
            cand verify 'Check every strand: signature, chain, clock; and that the tapestry says what they say'
            cand root 'Print the root'
            cand who 'List the members, and who is online'
            cand leader 'Print who leads: whoever of those online came first'
            cand knots 'List the knots: what each covers is agreed on, and keeps its place'
            cand export 'Write all strands into a file'
            cand import 'Take strands in from such a file. Each is verified; its form is recognised'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;tapestry;log'= {
            cand -n 'At most so many'
            cand --max-count 'At most so many'
            cand --author 'Only those of this member: its key, or the first eight or more digits of it'
            cand --kind 'Only those of this kind, for instance `member-admitted`'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tapestry;verify'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tapestry;root'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tapestry;who'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tapestry;leader'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tapestry;knots'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tapestry;export'= {
            cand --format 'The form of the file'
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mosaic;tapestry;import'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;tapestry;help'= {
            cand log 'List strands from the last one back, in the order that is the same for all members'
            cand verify 'Check every strand: signature, chain, clock; and that the tapestry says what they say'
            cand root 'Print the root'
            cand who 'List the members, and who is online'
            cand leader 'Print who leads: whoever of those online came first'
            cand knots 'List the knots: what each covers is agreed on, and keeps its place'
            cand export 'Write all strands into a file'
            cand import 'Take strands in from such a file. Each is verified; its form is recognised'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;tapestry;help;log'= {
        }
        &'mosaic;tapestry;help;verify'= {
        }
        &'mosaic;tapestry;help;root'= {
        }
        &'mosaic;tapestry;help;who'= {
        }
        &'mosaic;tapestry;help;leader'= {
        }
        &'mosaic;tapestry;help;knots'= {
        }
        &'mosaic;tapestry;help;export'= {
        }
        &'mosaic;tapestry;help;import'= {
        }
        &'mosaic;tapestry;help;help'= {
        }
        &'mosaic;explain'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;completions'= {
            cand -C 'Go to DIR first, as if started there'
            cand --repo 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]'
            cand --lock-timeout 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]'
            cand --color 'When to colour; `auto` is on a terminal, unless NO_COLOR is set'
            cand --json 'One JSON document on standard output instead of text (docs/json.md)'
            cand -q 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand --quiet 'No progress, no report of what was done; warnings, errors and what was asked for remain'
            cand -v 'Say more on standard error'
            cand --verbose 'Say more on standard error'
            cand --yes 'Answer yes where a command would ask before it destroys something'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mosaic;help'= {
            cand init 'Make a new repository'
            cand clone 'Make a new repository with what a peer has'
            cand add 'Stage files for the next commit'
            cand rm 'Remove files from the work tree and from the next commit'
            cand mv 'Rename or move files in the work tree and in the next commit'
            cand status 'Show what is staged, what changed, and what is new'
            cand diff 'Show what differs between two revisions, or a revision and the work tree'
            cand commit 'Make what is staged a commit, and move the current head to it'
            cand restore 'Bring files back from a commit or the stage'
            cand checkout 'Make the work tree what a revision says'
            cand switch 'Make another head the current one'
            cand merge 'Join another history into the current head'
            cand log 'Show the history'
            cand show 'Show one commit: who, when, why, its signature, and what changed'
            cand ls 'List the paths of a revision'
            cand cat 'Write the content of a file to standard output'
            cand find 'Find paths in a revision'
            cand stats 'Show sizes and reuse'
            cand export 'Write a revision as a tar.gz, a directory or a git repository'
            cand import 'Stage the entries of a tar or tar.gz'
            cand fast-export 'Write commits with their files for `git fast-import`'
            cand head 'List, make and remove heads'
            cand tag 'List, make and remove tags'
            cand rev-parse 'Print the id of the commit that a revision means'
            cand remote 'List, add and remove remotes'
            cand fetch 'Get what peers have and this repository has not'
            cand push 'Give peers what they have not'
            cand pull 'Get what peers have, and go forward to it'
            cand sync-heads 'Agree with the other members on the newest versions'
            cand serve 'Serve the repository to its members'
            cand ui 'Show the repository in a browser'
            cand fsck 'Check that everything is there and as it was written'
            cand gc 'Remove what nothing needs any more'
            cand repair 'Bring back what is lost or damaged'
            cand drop 'Forget the data of old versions'
            cand op 'Show the operations on this repository, and go back to one'
            cand undo 'Take the last operation back'
            cand config 'Read and change settings'
            cand key 'Show the key of the repository, or replace it'
            cand community 'Show the community of the repository, let others in, leave it'
            cand tapestry 'Show and check what the members of the community said'
            cand explain 'Explain an exit code: what it means, usual causes, what to run'
            cand completions 'Print a script that completes commands and options in a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mosaic;help;init'= {
        }
        &'mosaic;help;clone'= {
        }
        &'mosaic;help;add'= {
        }
        &'mosaic;help;rm'= {
        }
        &'mosaic;help;mv'= {
        }
        &'mosaic;help;status'= {
        }
        &'mosaic;help;diff'= {
        }
        &'mosaic;help;commit'= {
        }
        &'mosaic;help;restore'= {
        }
        &'mosaic;help;checkout'= {
        }
        &'mosaic;help;switch'= {
        }
        &'mosaic;help;merge'= {
        }
        &'mosaic;help;log'= {
        }
        &'mosaic;help;show'= {
        }
        &'mosaic;help;ls'= {
        }
        &'mosaic;help;cat'= {
        }
        &'mosaic;help;find'= {
        }
        &'mosaic;help;stats'= {
        }
        &'mosaic;help;export'= {
        }
        &'mosaic;help;import'= {
        }
        &'mosaic;help;fast-export'= {
        }
        &'mosaic;help;head'= {
            cand list 'List all heads with their commits'
            cand show 'Show one head: its commit, what the members decided, and how it stands to the others'
            cand verify 'Check the commits of heads back to the first, and that what the members decided is proven'
            cand create 'Make a head'
            cand rename 'Rename a head'
            cand delete 'Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over'
        }
        &'mosaic;help;head;list'= {
        }
        &'mosaic;help;head;show'= {
        }
        &'mosaic;help;head;verify'= {
        }
        &'mosaic;help;head;create'= {
        }
        &'mosaic;help;head;rename'= {
        }
        &'mosaic;help;head;delete'= {
        }
        &'mosaic;help;tag'= {
            cand list 'List all tags with their commits'
            cand create 'Make a tag'
            cand delete 'Remove tags'
        }
        &'mosaic;help;tag;list'= {
        }
        &'mosaic;help;tag;create'= {
        }
        &'mosaic;help;tag;delete'= {
        }
        &'mosaic;help;rev-parse'= {
        }
        &'mosaic;help;remote'= {
            cand list 'List all remotes with their addresses'
            cand add 'Add a remote'
            cand remove 'Remove a remote. What was fetched from it stays'
            cand show 'Show one remote: its address and the key it was met with'
        }
        &'mosaic;help;remote;list'= {
        }
        &'mosaic;help;remote;add'= {
        }
        &'mosaic;help;remote;remove'= {
        }
        &'mosaic;help;remote;show'= {
        }
        &'mosaic;help;fetch'= {
        }
        &'mosaic;help;push'= {
        }
        &'mosaic;help;pull'= {
        }
        &'mosaic;help;sync-heads'= {
        }
        &'mosaic;help;serve'= {
        }
        &'mosaic;help;ui'= {
        }
        &'mosaic;help;fsck'= {
        }
        &'mosaic;help;gc'= {
        }
        &'mosaic;help;repair'= {
        }
        &'mosaic;help;drop'= {
        }
        &'mosaic;help;op'= {
            cand log 'List operations from the newest back'
            cand restore 'Set heads, tags and stage to what they were after an operation; the work tree stays as it is'
        }
        &'mosaic;help;op;log'= {
        }
        &'mosaic;help;op;restore'= {
        }
        &'mosaic;help;undo'= {
        }
        &'mosaic;help;config'= {
            cand get 'Print the value that holds'
            cand set 'Write a value into the file of the repository'
            cand unset 'Take a value out of the file of the repository'
            cand list 'Print all settings with the values that hold'
        }
        &'mosaic;help;config;get'= {
        }
        &'mosaic;help;config;set'= {
        }
        &'mosaic;help;config;unset'= {
        }
        &'mosaic;help;config;list'= {
        }
        &'mosaic;help;key'= {
            cand show 'Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint'
            cand replace 'Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted'
        }
        &'mosaic;help;key;show'= {
        }
        &'mosaic;help;key;replace'= {
        }
        &'mosaic;help;community'= {
            cand show 'Print its name, its members, who votes, how many must agree, and what is asked of the voters'
            cand invite 'Make a token with which others may join: whoever has it can use it'
            cand join 'Become a member: with an invite, or without one where the community is open'
            cand leave 'Say that this repository is no member any more. What it has stays here'
            cand set 'Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that'
            cand recover 'Go on with other voters, when so many are gone for ever that nothing can be decided'
            cand accept 'Accept the recovery that another member wrote'
        }
        &'mosaic;help;community;show'= {
        }
        &'mosaic;help;community;invite'= {
        }
        &'mosaic;help;community;join'= {
        }
        &'mosaic;help;community;leave'= {
        }
        &'mosaic;help;community;set'= {
        }
        &'mosaic;help;community;recover'= {
        }
        &'mosaic;help;community;accept'= {
        }
        &'mosaic;help;tapestry'= {
            cand log 'List strands from the last one back, in the order that is the same for all members'
            cand verify 'Check every strand: signature, chain, clock; and that the tapestry says what they say'
            cand root 'Print the root'
            cand who 'List the members, and who is online'
            cand leader 'Print who leads: whoever of those online came first'
            cand knots 'List the knots: what each covers is agreed on, and keeps its place'
            cand export 'Write all strands into a file'
            cand import 'Take strands in from such a file. Each is verified; its form is recognised'
        }
        &'mosaic;help;tapestry;log'= {
        }
        &'mosaic;help;tapestry;verify'= {
        }
        &'mosaic;help;tapestry;root'= {
        }
        &'mosaic;help;tapestry;who'= {
        }
        &'mosaic;help;tapestry;leader'= {
        }
        &'mosaic;help;tapestry;knots'= {
        }
        &'mosaic;help;tapestry;export'= {
        }
        &'mosaic;help;tapestry;import'= {
        }
        &'mosaic;help;explain'= {
        }
        &'mosaic;help;completions'= {
        }
        &'mosaic;help;help'= {
        }
    ]
    $completions[$command]
}
