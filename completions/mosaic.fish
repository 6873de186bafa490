# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_mosaic_global_optspecs
    string join \n C= repo= json q/quiet v/verbose lock-timeout= color= yes h/help V/version
end

function __fish_mosaic_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_mosaic_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_mosaic_using_subcommand
    set -l cmd (__fish_mosaic_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c mosaic -n "__fish_mosaic_needs_command" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_needs_command" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_needs_command" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_needs_command" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_needs_command" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_needs_command" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_needs_command" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_needs_command" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_needs_command" -s V -l version -d 'Print version'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "init" -d 'Make a new repository'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "clone" -d 'Make a new repository with what a peer has'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "add" -d 'Stage files for the next commit'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "rm" -d 'Remove files from the work tree and from the next commit'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "mv" -d 'Rename or move files in the work tree and in the next commit'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "status" -d 'Show what is staged, what changed, and what is new'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "diff" -d 'Show what differs between two revisions, or a revision and the work tree'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "commit" -d 'Make what is staged a commit, and move the current head to it'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "restore" -d 'Bring files back from a commit or the stage'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "checkout" -d 'Make the work tree what a revision says'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "switch" -d 'Make another head the current one'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "merge" -d 'Join another history into the current head'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "log" -d 'Show the history'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "show" -d 'Show one commit: who, when, why, its signature, and what changed'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "ls" -d 'List the paths of a revision'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "cat" -d 'Write the content of a file to standard output'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "find" -d 'Find paths in a revision'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "stats" -d 'Show sizes and reuse'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "export" -d 'Write a revision as a tar.gz, a directory or a git repository'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "import" -d 'Stage the entries of a tar or tar.gz'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "fast-export" -d 'Write commits with their files for `git fast-import`'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "head" -d 'List, make and remove heads'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "tag" -d 'List, make and remove tags'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "rev-parse" -d 'Print the id of the commit that a revision means'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "remote" -d 'List, add and remove remotes'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "fetch" -d 'Get what peers have and this repository has not'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "push" -d 'Give peers what they have not'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "pull" -d 'Get what peers have, and go forward to it'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "sync-heads" -d 'Agree with the other members on the newest versions'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "serve" -d 'Serve the repository to its members'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "ui" -d 'Show the repository in a browser'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "fsck" -d 'Check that everything is there and as it was written'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "gc" -d 'Remove what nothing needs any more'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "repair" -d 'Bring back what is lost or damaged'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "drop" -d 'Forget the data of old versions'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "op" -d 'Show the operations on this repository, and go back to one'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "undo" -d 'Take the last operation back'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "config" -d 'Read and change settings'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "key" -d 'Show the key of the repository, or replace it'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "community" -d 'Show the community of the repository, let others in, leave it'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "tapestry" -d 'Show and check what the members of the community said'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "explain" -d 'Explain an exit code: what it means, usual causes, what to run'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "completions" -d 'Print a script that completes commands and options in a shell'
complete -c mosaic -n "__fish_mosaic_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -l name -d 'Name of the community [default: the name of the directory]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -l bare -d 'Without a work tree: DIR itself becomes the repository'
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -l open -d 'Anyone may join the community, without an invite'
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l invite -d 'An invite, to become a member' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l depth -d 'Only the newest N commits of each head; older ones are left out' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l path -d 'Only the data of these paths of the tree; other data is fetched when a command needs it' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l limit-rate -d 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l peer-timeout -d 'Seconds after which a peer that sends nothing is left' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l bare -d 'Without a work tree: DIR itself becomes the repository, with all heads of the peer'
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l no-checkout -d 'Do not write the files of the version into the work tree'
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand clone" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -l exclude -d 'Leave out what matches, as a line of `.mosaicignore`; may be repeated' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -l preserve -d 'Keep what is left out otherwise' -r -f -a "owner\t'User and group, by number and name'"
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -l mtime -d 'Which changes of the modification time count' -r -f -a "content\t'A file of which only the time changed is unchanged and keeps its old time'
exact\t'The time of every file is stored as it is'"
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -s A -l all -d 'The whole work tree, wherever started'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -s u -l update -d 'Only files that are staged or committed already; new ones stay untracked'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -s n -l dry-run -d 'Only say what would be staged'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -s x -l one-file-system -d 'Do not enter directories on other file systems'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -s z -d 'List the paths of `--dry-run` with a NUL after each and as they are'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -s r -l recursive -d 'Directories with all that is in them'
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -l staged -d 'From the stage only; the files stay'
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -s f -l force -d 'Also files that changed since they were stored'
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -s n -l dry-run -d 'Only say what would be removed'
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -s f -l force -d 'Also where TO is a file; it is replaced'
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -s n -l dry-run -d 'Only say what would be moved'
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand mv" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -l exit-code -d 'Exit 1 where there is something to stage or to commit'
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -s z -d 'List paths with a NUL after each and as they are'
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -l staged -d 'A (the current head, where it is not given) against the stage'
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -l stat -d 'Bytes that changed per path, and in total'
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -l exit-code -d 'Exit 1 where something differs'
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -s z -d 'List paths with a NUL after each and as they are'
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -s m -l message -d 'What changed and why; several are joined as paragraphs' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -l expect -d 'Only where the head is at this commit; otherwise exit 7' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -s a -l all -d 'First stage what changed in files that are staged or committed already, as `add -u` does'
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -l allow-empty -d 'Make a commit also where nothing is staged'
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand commit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -l from -d 'The revision to take them from [default: the stage; with --staged, the current head]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -l to -d 'Write below DIR instead of into the work tree' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -l staged -d 'Take them out of the next commit: the stage gets what the commit has, files stay as they are'
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -s f -l force -d 'Overwrite files that changed'
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -s n -l dry-run -d 'Only say what would be written'
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -l sync -d 'Wait until the files are on the device'
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -s f -l force -d 'Overwrite files that changed'
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -s n -l dry-run -d 'Only say what would be written and removed'
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -l sync -d 'Wait until the files are on the device'
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand checkout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -s f -l force -d 'Overwrite files that changed'
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -s n -l dry-run -d 'Only say what would be written and removed'
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -l sync -d 'Wait until the files are on the device'
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand switch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -s m -l message -d 'The message of the merge [default: names both sides]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -s n -l dry-run -d 'Only say what would change and what is in conflict'
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand merge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -l from -d 'Where to begin [default: the current head]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -s n -l max-count -d 'At most so many commits' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand show" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand show" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand show" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand show" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand show" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand show" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand show" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand show" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand show" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -s l -l long -d 'Kind, mode, size and time before each path'
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -l flat -d 'Only what is directly in the directory'
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -s z -d 'List paths with a NUL after each and as they are'
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand cat" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand cat" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand cat" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand cat" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand cat" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand cat" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand cat" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand cat" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand cat" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -s z -d 'List paths with a NUL after each and as they are'
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand find" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand stats" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand stats" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand stats" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand stats" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand stats" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand stats" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand stats" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand stats" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l tgz -d 'A tar.gz; `-` is standard output' -r -F
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l dir -d 'A directory, which must be empty or missing' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l git -d 'A bare git repository (SHA-256), empty or missing before, with the history of the revision' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l single-member -d 'One gzip member instead of one per chunk, for readers that stop after the first'
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -s f -l force -d 'Write into a directory that has files in it, over those of the same names'
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l sync -d 'Wait until the files are on the device'
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -l max-size -d 'Refuse what unpacks to more than this' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -l max-ratio -d 'Refuse what unpacks to more than this many times its size; from 64 MiB on' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -l max-entries -d 'Refuse what has more entries' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -s n -l dry-run -d 'Only read and check it'
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand fast-export" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand fast-export" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand fast-export" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand fast-export" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand fast-export" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand fast-export" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand fast-export" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand fast-export" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand fast-export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -f -a "list" -d 'List all heads with their commits'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -f -a "show" -d 'Show one head: its commit, what the members decided, and how it stands to the others'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -f -a "verify" -d 'Check the commits of heads back to the first, and that what the members decided is proven'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -f -a "create" -d 'Make a head'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -f -a "rename" -d 'Rename a head'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -f -a "delete" -d 'Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and not __fish_seen_subcommand_from list show verify create rename delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -s a -l all -d 'Also what is decided, what members have, and what was not decided'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -l proof -d 'Write what proves the decision into this file, for: mosaic head verify --proof FILE' -r -F
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -l proof -d 'Check a file that proves a decision; needs no repository' -r -F
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -l community -d 'The community of which the file should be' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from create" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from create" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from create" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from create" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from create" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from create" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from rename" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from rename" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from rename" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from rename" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from rename" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from rename" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Only say what would be removed'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -l for-all -d 'Ask the members to delete them for all; the voters decide'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -l keep -d 'Take it back that they should be deleted for all'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from help" -f -a "list" -d 'List all heads with their commits'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one head: its commit, what the members decided, and how it stands to the others'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check the commits of heads back to the first, and that what the members decided is proven'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a head'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename a head'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over'
complete -c mosaic -n "__fish_mosaic_using_subcommand head; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -f -a "list" -d 'List all tags with their commits'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -f -a "create" -d 'Make a tag'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -f -a "delete" -d 'Remove tags'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and not __fish_seen_subcommand_from list create delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from list" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from list" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from list" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from list" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from list" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from list" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from create" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from create" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from create" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from create" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from create" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from create" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Only say what would be removed'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from help" -f -a "list" -d 'List all tags with their commits'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a tag'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Remove tags'
complete -c mosaic -n "__fish_mosaic_using_subcommand tag; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand rev-parse" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand rev-parse" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand rev-parse" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand rev-parse" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand rev-parse" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand rev-parse" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand rev-parse" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand rev-parse" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand rev-parse" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -f -a "list" -d 'List all remotes with their addresses'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -f -a "add" -d 'Add a remote'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -f -a "remove" -d 'Remove a remote. What was fetched from it stays'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -f -a "show" -d 'Show one remote: its address and the key it was met with'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and not __fish_seen_subcommand_from list add remove show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from list" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from list" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from list" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from list" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from list" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from list" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from add" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from add" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from add" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from add" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from add" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from add" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from add" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from remove" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from remove" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from remove" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from remove" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from remove" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from remove" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from show" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from show" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from show" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from show" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from show" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from show" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "list" -d 'List all remotes with their addresses'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a remote'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a remote. What was fetched from it stays'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one remote: its address and the key it was met with'
complete -c mosaic -n "__fish_mosaic_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l depth -d 'Only the newest N commits of each head; older ones are left out' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l path -d 'Only the data of these paths; other data is fetched when a command needs it' -r -F
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l min-peers -d 'So many peers must take part; then it is no failure when others do not' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l limit-rate -d 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l peer-timeout -d 'Seconds after which a peer that sends nothing is left' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l exit-code -d 'Exit with 1 where something new came'
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand fetch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -l min-peers -d 'So many peers must take part; then it is no failure when others do not' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -l limit-rate -d 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -l peer-timeout -d 'Seconds after which a peer that sends nothing is left' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -l all -d 'All heads'
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand push" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -l min-peers -d 'So many peers must take part; then it is no failure when others do not' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -l limit-rate -d 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -l peer-timeout -d 'Seconds after which a peer that sends nothing is left' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -l merge -d 'Join histories that parted'
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand pull" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l peer -d 'A remote, or the address of a peer, to ask; may be given several times [default: all remotes]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l timeout -d 'How long to try where voters promised others to wait: a number and s, m or h' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l limit-rate -d 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l peer-timeout -d 'Seconds after which a peer that sends nothing is left' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l exit-code -d 'Exit with 1 where something was decided or announced'
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand sync-heads" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l listen -d 'The address to listen on' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l port -d 'The port to listen on; 0 is any that is free' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l read -d 'Who may read [default: `serve.read`, members]' -r -f -a "members\t'Members of the community'
anyone\t'Anyone who can connect'"
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l tls -d 'Serve over TLS with a certificate that the repository makes for itself, once' -r -f -a "self-signed\t'Made by the repository; others take it at first sight and then want the same'"
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l tls-cert -d 'Serve over TLS with this certificate, in PEM, those that vouch for it behind it' -r -F
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l tls-key -d 'The key of the certificate, in PEM' -r -F
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -l port -d 'The port to listen on; 0 is any that is free' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -l no-browser -d 'Print the address and open nothing'
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand ui" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -l data -d 'Also read and hash all data, or a share (`5%`), or as much as fits into a time (`10m`); goes on where the last sample ended' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand fsck" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -l recompress -d 'Deflate everything again at this level, on all cores, and keep what gets smaller' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -l auto -d 'Do nothing unless a fifth of the stored bytes is not needed or 32 files are left over, rewrite only packs of which a fifth is not needed, and leave it for later where another command writes'
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -s n -l dry-run -d 'Only say what would be removed'
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand gc" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -l from -d 'A repository to take lost objects from: the path of its work tree or of its `.mosaic`, or the address or name of a peer; several are asked in turn' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand repair" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -l keep-last -d 'Keep so many versions of every head, the newest ones' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -l before -d 'Drop the versions that this one is made on, and keep it' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -s n -l dry-run -d 'Only say what would be dropped'
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand drop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -f -a "log" -d 'List operations from the newest back'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -f -a "restore" -d 'Set heads, tags and stage to what they were after an operation; the work tree stays as it is'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and not __fish_seen_subcommand_from log restore help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -s n -l max-count -d 'At most so many' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -s n -l dry-run -d 'Only say what would change'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from help" -f -a "log" -d 'List operations from the newest back'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Set heads, tags and stage to what they were after an operation; the work tree stays as it is'
complete -c mosaic -n "__fish_mosaic_using_subcommand op; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -s n -l dry-run -d 'Only say what would change'
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand undo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -f -a "get" -d 'Print the value that holds'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -f -a "set" -d 'Write a value into the file of the repository'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -f -a "unset" -d 'Take a value out of the file of the repository'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -f -a "list" -d 'Print all settings with the values that hold'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and not __fish_seen_subcommand_from get set unset list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -l show-origin -d 'Also print the option, variable or file that it comes from'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from set" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from set" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from set" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from set" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from set" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from unset" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from unset" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from unset" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from unset" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from unset" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -l show-origin -d 'Also print the option, variable or file that each comes from'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print the value that holds'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "set" -d 'Write a value into the file of the repository'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "unset" -d 'Take a value out of the file of the repository'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "list" -d 'Print all settings with the values that hold'
complete -c mosaic -n "__fish_mosaic_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -f -a "show" -d 'Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -f -a "replace" -d 'Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and not __fish_seen_subcommand_from show replace help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from show" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from show" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from show" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from show" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from show" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from replace" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from replace" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from replace" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from replace" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from replace" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from replace" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from replace" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from replace" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from replace" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "replace" -d 'Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted'
complete -c mosaic -n "__fish_mosaic_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -f -a "show" -d 'Print its name, its members, who votes, how many must agree, and what is asked of the voters'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -f -a "invite" -d 'Make a token with which others may join: whoever has it can use it'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -f -a "join" -d 'Become a member: with an invite, or without one where the community is open'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -f -a "leave" -d 'Say that this repository is no member any more. What it has stays here'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -f -a "set" -d 'Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -f -a "recover" -d 'Go on with other voters, when so many are gone for ever that nothing can be decided'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -f -a "accept" -d 'Accept the recovery that another member wrote'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and not __fish_seen_subcommand_from show invite join leave set recover accept help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from show" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from show" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from show" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from show" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from show" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from show" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -l uses -d 'How many may join with it' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -l expires -d 'How long it is valid: a number and s, m, h, d or w' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -l address -d 'Where this repository is served, to be written into the token; may be given several times' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -l voter -d 'Ask for a vote for who joins; the voters decide'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from invite" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -l invite -d 'The invite' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -l limit-rate -d 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -l peer-timeout -d 'Seconds after which a peer that sends nothing is left' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from join" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from leave" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from leave" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from leave" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from leave" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from leave" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from leave" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from leave" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from leave" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from leave" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from set" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from set" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from set" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from set" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from set" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from set" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from set" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -l voters -d 'Who votes from then on: names of members, or eight or more digits of their keys' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -l reason -d 'Why, for the members who are to accept it' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from recover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -l limit-rate -d 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -l peer-timeout -d 'Seconds after which a peer that sends nothing is left' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from accept" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print its name, its members, who votes, how many must agree, and what is asked of the voters'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from help" -f -a "invite" -d 'Make a token with which others may join: whoever has it can use it'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from help" -f -a "join" -d 'Become a member: with an invite, or without one where the community is open'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from help" -f -a "leave" -d 'Say that this repository is no member any more. What it has stays here'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from help" -f -a "set" -d 'Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from help" -f -a "recover" -d 'Go on with other voters, when so many are gone for ever that nothing can be decided'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from help" -f -a "accept" -d 'Accept the recovery that another member wrote'
complete -c mosaic -n "__fish_mosaic_using_subcommand community; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -f -a "log" -d 'List strands from the last one back, in the order that is the same for all members'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -f -a "verify" -d 'Check every strand: signature, chain, clock; and that the tapestry says what they say'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -f -a "root" -d 'Print the root'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -f -a "who" -d 'List the members, and who is online'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -f -a "leader" -d 'Print who leads: whoever of those online came first'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -f -a "knots" -d 'List the knots: what each covers is agreed on, and keeps its place'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -f -a "export" -d 'Write all strands into a file'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -f -a "import" -d 'Take strands in from such a file. Each is verified; its form is recognised'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and not __fish_seen_subcommand_from log verify root who leader knots export import help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -s n -l max-count -d 'At most so many' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -l author -d 'Only those of this member: its key, or the first eight or more digits of it' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -l kind -d 'Only those of this kind, for instance `member-admitted`' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from verify" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from verify" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from verify" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from verify" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from verify" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from verify" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from root" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from root" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from root" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from root" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from root" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from root" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from root" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from root" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from root" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from who" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from who" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from who" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from who" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from who" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from who" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from who" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from who" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from who" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from leader" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from leader" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from leader" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from leader" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from leader" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from leader" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from leader" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from leader" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from leader" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from knots" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from knots" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from knots" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from knots" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from knots" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from knots" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from knots" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from knots" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from knots" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -l format -d 'The form of the file' -r -f -a "protobuf\t'As in docs/tapestry.proto'
json\t'JSON'
cbor\t'Canonical CBOR'"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from import" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from import" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from import" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from import" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from import" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from import" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from import" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from help" -f -a "log" -d 'List strands from the last one back, in the order that is the same for all members'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check every strand: signature, chain, clock; and that the tapestry says what they say'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from help" -f -a "root" -d 'Print the root'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from help" -f -a "who" -d 'List the members, and who is online'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from help" -f -a "leader" -d 'Print who leads: whoever of those online came first'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from help" -f -a "knots" -d 'List the knots: what each covers is agreed on, and keeps its place'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write all strands into a file'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from help" -f -a "import" -d 'Take strands in from such a file. Each is verified; its form is recognised'
complete -c mosaic -n "__fish_mosaic_using_subcommand tapestry; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand explain" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand explain" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand explain" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand explain" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand explain" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand explain" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand explain" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand explain" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand explain" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand completions" -s C -d 'Go to DIR first, as if started there' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand completions" -l repo -d 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]' -r -f -a "(__fish_complete_directories)"
complete -c mosaic -n "__fish_mosaic_using_subcommand completions" -l lock-timeout -d 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]' -r
complete -c mosaic -n "__fish_mosaic_using_subcommand completions" -l color -d 'When to colour; `auto` is on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c mosaic -n "__fish_mosaic_using_subcommand completions" -l json -d 'One JSON document on standard output instead of text (docs/json.md)'
complete -c mosaic -n "__fish_mosaic_using_subcommand completions" -s q -l quiet -d 'No progress, no report of what was done; warnings, errors and what was asked for remain'
complete -c mosaic -n "__fish_mosaic_using_subcommand completions" -s v -l verbose -d 'Say more on standard error'
complete -c mosaic -n "__fish_mosaic_using_subcommand completions" -l yes -d 'Answer yes where a command would ask before it destroys something'
complete -c mosaic -n "__fish_mosaic_using_subcommand completions" -s h -l help -d 'Print help'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "init" -d 'Make a new repository'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "clone" -d 'Make a new repository with what a peer has'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "add" -d 'Stage files for the next commit'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "rm" -d 'Remove files from the work tree and from the next commit'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "mv" -d 'Rename or move files in the work tree and in the next commit'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "status" -d 'Show what is staged, what changed, and what is new'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "diff" -d 'Show what differs between two revisions, or a revision and the work tree'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "commit" -d 'Make what is staged a commit, and move the current head to it'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "restore" -d 'Bring files back from a commit or the stage'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "checkout" -d 'Make the work tree what a revision says'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "switch" -d 'Make another head the current one'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "merge" -d 'Join another history into the current head'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "log" -d 'Show the history'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "show" -d 'Show one commit: who, when, why, its signature, and what changed'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "ls" -d 'List the paths of a revision'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "cat" -d 'Write the content of a file to standard output'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "find" -d 'Find paths in a revision'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "stats" -d 'Show sizes and reuse'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "export" -d 'Write a revision as a tar.gz, a directory or a git repository'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "import" -d 'Stage the entries of a tar or tar.gz'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "fast-export" -d 'Write commits with their files for `git fast-import`'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "head" -d 'List, make and remove heads'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "tag" -d 'List, make and remove tags'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "rev-parse" -d 'Print the id of the commit that a revision means'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "remote" -d 'List, add and remove remotes'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "fetch" -d 'Get what peers have and this repository has not'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "push" -d 'Give peers what they have not'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "pull" -d 'Get what peers have, and go forward to it'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "sync-heads" -d 'Agree with the other members on the newest versions'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "serve" -d 'Serve the repository to its members'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "ui" -d 'Show the repository in a browser'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "fsck" -d 'Check that everything is there and as it was written'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "gc" -d 'Remove what nothing needs any more'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "repair" -d 'Bring back what is lost or damaged'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "drop" -d 'Forget the data of old versions'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "op" -d 'Show the operations on this repository, and go back to one'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "undo" -d 'Take the last operation back'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "config" -d 'Read and change settings'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "key" -d 'Show the key of the repository, or replace it'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "community" -d 'Show the community of the repository, let others in, leave it'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "tapestry" -d 'Show and check what the members of the community said'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "explain" -d 'Explain an exit code: what it means, usual causes, what to run'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "completions" -d 'Print a script that completes commands and options in a shell'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and not __fish_seen_subcommand_from init clone add rm mv status diff commit restore checkout switch merge log show ls cat find stats export import fast-export head tag rev-parse remote fetch push pull sync-heads serve ui fsck gc repair drop op undo config key community tapestry explain completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from head" -f -a "list" -d 'List all heads with their commits'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from head" -f -a "show" -d 'Show one head: its commit, what the members decided, and how it stands to the others'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from head" -f -a "verify" -d 'Check the commits of heads back to the first, and that what the members decided is proven'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from head" -f -a "create" -d 'Make a head'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from head" -f -a "rename" -d 'Rename a head'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from head" -f -a "delete" -d 'Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tag" -f -a "list" -d 'List all tags with their commits'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tag" -f -a "create" -d 'Make a tag'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tag" -f -a "delete" -d 'Remove tags'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "list" -d 'List all remotes with their addresses'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "add" -d 'Add a remote'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "remove" -d 'Remove a remote. What was fetched from it stays'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "show" -d 'Show one remote: its address and the key it was met with'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from op" -f -a "log" -d 'List operations from the newest back'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from op" -f -a "restore" -d 'Set heads, tags and stage to what they were after an operation; the work tree stays as it is'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "get" -d 'Print the value that holds'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "set" -d 'Write a value into the file of the repository'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "unset" -d 'Take a value out of the file of the repository'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "list" -d 'Print all settings with the values that hold'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "show" -d 'Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "replace" -d 'Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from community" -f -a "show" -d 'Print its name, its members, who votes, how many must agree, and what is asked of the voters'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from community" -f -a "invite" -d 'Make a token with which others may join: whoever has it can use it'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from community" -f -a "join" -d 'Become a member: with an invite, or without one where the community is open'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from community" -f -a "leave" -d 'Say that this repository is no member any more. What it has stays here'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from community" -f -a "set" -d 'Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from community" -f -a "recover" -d 'Go on with other voters, when so many are gone for ever that nothing can be decided'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from community" -f -a "accept" -d 'Accept the recovery that another member wrote'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tapestry" -f -a "log" -d 'List strands from the last one back, in the order that is the same for all members'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tapestry" -f -a "verify" -d 'Check every strand: signature, chain, clock; and that the tapestry says what they say'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tapestry" -f -a "root" -d 'Print the root'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tapestry" -f -a "who" -d 'List the members, and who is online'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tapestry" -f -a "leader" -d 'Print who leads: whoever of those online came first'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tapestry" -f -a "knots" -d 'List the knots: what each covers is agreed on, and keeps its place'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tapestry" -f -a "export" -d 'Write all strands into a file'
complete -c mosaic -n "__fish_mosaic_using_subcommand help; and __fish_seen_subcommand_from tapestry" -f -a "import" -d 'Take strands in from such a file. Each is verified; its form is recognised'
