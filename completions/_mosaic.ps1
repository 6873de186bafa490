
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'mosaic' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'mosaic'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'mosaic' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make a new repository')
            [CompletionResult]::new('clone', 'clone', [CompletionResultType]::ParameterValue, 'Make a new repository with what a peer has')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Stage files for the next commit')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove files from the work tree and from the next commit')
            [CompletionResult]::new('mv', 'mv', [CompletionResultType]::ParameterValue, 'Rename or move files in the work tree and in the next commit')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is staged, what changed, and what is new')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what differs between two revisions, or a revision and the work tree')
            [CompletionResult]::new('commit', 'commit', [CompletionResultType]::ParameterValue, 'Make what is staged a commit, and move the current head to it')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring files back from a commit or the stage')
            [CompletionResult]::new('checkout', 'checkout', [CompletionResultType]::ParameterValue, 'Make the work tree what a revision says')
            [CompletionResult]::new('switch', 'switch', [CompletionResultType]::ParameterValue, 'Make another head the current one')
            [CompletionResult]::new('merge', 'merge', [CompletionResultType]::ParameterValue, 'Join another history into the current head')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show the history')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one commit: who, when, why, its signature, and what changed')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the paths of a revision')
            [CompletionResult]::new('cat', 'cat', [CompletionResultType]::ParameterValue, 'Write the content of a file to standard output')
            [CompletionResult]::new('find', 'find', [CompletionResultType]::ParameterValue, 'Find paths in a revision')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Show sizes and reuse')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write a revision as a tar.gz, a directory or a git repository')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Stage the entries of a tar or tar.gz')
            [CompletionResult]::new('fast-export', 'fast-export', [CompletionResultType]::ParameterValue, 'Write commits with their files for `git fast-import`')
            [CompletionResult]::new('head', 'head', [CompletionResultType]::ParameterValue, 'List, make and remove heads')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'List, make and remove tags')
            [CompletionResult]::new('rev-parse', 'rev-parse', [CompletionResultType]::ParameterValue, 'Print the id of the commit that a revision means')
            [CompletionResult]::new('remote', 'remote', [CompletionResultType]::ParameterValue, 'List, add and remove remotes')
            [CompletionResult]::new('fetch', 'fetch', [CompletionResultType]::ParameterValue, 'Get what peers have and this repository has not')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Give peers what they have not')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Get what peers have, and go forward to it')
            [CompletionResult]::new('sync-heads', 'sync-heads', [CompletionResultType]::ParameterValue, 'Agree with the other members on the newest versions')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the repository to its members')
            [CompletionResult]::new('ui', 'ui', [CompletionResultType]::ParameterValue, 'Show the repository in a browser')
            [CompletionResult]::new('fsck', 'fsck', [CompletionResultType]::ParameterValue, 'Check that everything is there and as it was written')
            [CompletionResult]::new('gc', 'gc', [CompletionResultType]::ParameterValue, 'Remove what nothing needs any more')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Bring back what is lost or damaged')
            [CompletionResult]::new('drop', 'drop', [CompletionResultType]::ParameterValue, 'Forget the data of old versions')
            [CompletionResult]::new('op', 'op', [CompletionResultType]::ParameterValue, 'Show the operations on this repository, and go back to one')
            [CompletionResult]::new('undo', 'undo', [CompletionResultType]::ParameterValue, 'Take the last operation back')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Read and change settings')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Show the key of the repository, or replace it')
            [CompletionResult]::new('community', 'community', [CompletionResultType]::ParameterValue, 'Show the community of the repository, let others in, leave it')
            [CompletionResult]::new('tapestry', 'tapestry', [CompletionResultType]::ParameterValue, 'Show and check what the members of the community said')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an exit code: what it means, usual causes, what to run')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a script that completes commands and options in a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;init' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the community [default: the name of the directory]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--bare', '--bare', [CompletionResultType]::ParameterName, 'Without a work tree: DIR itself becomes the repository')
            [CompletionResult]::new('--open', '--open', [CompletionResultType]::ParameterName, 'Anyone may join the community, without an invite')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;clone' {
            [CompletionResult]::new('--invite', '--invite', [CompletionResultType]::ParameterName, 'An invite, to become a member')
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'Only the newest N commits of each head; older ones are left out')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Only the data of these paths of the tree; other data is fetched when a command needs it')
            [CompletionResult]::new('--limit-rate', '--limit-rate', [CompletionResultType]::ParameterName, 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB')
            [CompletionResult]::new('--peer-timeout', '--peer-timeout', [CompletionResultType]::ParameterName, 'Seconds after which a peer that sends nothing is left')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--bare', '--bare', [CompletionResultType]::ParameterName, 'Without a work tree: DIR itself becomes the repository, with all heads of the peer')
            [CompletionResult]::new('--no-checkout', '--no-checkout', [CompletionResultType]::ParameterName, 'Do not write the files of the version into the work tree')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;add' {
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out what matches, as a line of `.mosaicignore`; may be repeated')
            [CompletionResult]::new('--preserve', '--preserve', [CompletionResultType]::ParameterName, 'Keep what is left out otherwise')
            [CompletionResult]::new('--mtime', '--mtime', [CompletionResultType]::ParameterName, 'Which changes of the modification time count')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The whole work tree, wherever started')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'The whole work tree, wherever started')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Only files that are staged or committed already; new ones stay untracked')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Only files that are staged or committed already; new ones stay untracked')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be staged')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be staged')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'Do not enter directories on other file systems')
            [CompletionResult]::new('--one-file-system', '--one-file-system', [CompletionResultType]::ParameterName, 'Do not enter directories on other file systems')
            [CompletionResult]::new('-z', '-z', [CompletionResultType]::ParameterName, 'List the paths of `--dry-run` with a NUL after each and as they are')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;rm' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Directories with all that is in them')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Directories with all that is in them')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'From the stage only; the files stay')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Also files that changed since they were stored')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Also files that changed since they were stored')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;mv' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Also where TO is a file; it is replaced')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Also where TO is a file; it is replaced')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be moved')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be moved')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;status' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit 1 where there is something to stage or to commit')
            [CompletionResult]::new('-z', '-z', [CompletionResultType]::ParameterName, 'List paths with a NUL after each and as they are')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;diff' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'A (the current head, where it is not given) against the stage')
            [CompletionResult]::new('--stat', '--stat', [CompletionResultType]::ParameterName, 'Bytes that changed per path, and in total')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit 1 where something differs')
            [CompletionResult]::new('-z', '-z', [CompletionResultType]::ParameterName, 'List paths with a NUL after each and as they are')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;commit' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'What changed and why; several are joined as paragraphs')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'What changed and why; several are joined as paragraphs')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Only where the head is at this commit; otherwise exit 7')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'First stage what changed in files that are staged or committed already, as `add -u` does')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'First stage what changed in files that are staged or committed already, as `add -u` does')
            [CompletionResult]::new('--allow-empty', '--allow-empty', [CompletionResultType]::ParameterName, 'Make a commit also where nothing is staged')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;restore' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The revision to take them from [default: the stage; with --staged, the current head]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Write below DIR instead of into the work tree')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Take them out of the next commit: the stage gets what the commit has, files stay as they are')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Overwrite files that changed')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite files that changed')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be written')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be written')
            [CompletionResult]::new('--sync', '--sync', [CompletionResultType]::ParameterName, 'Wait until the files are on the device')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;checkout' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Overwrite files that changed')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite files that changed')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be written and removed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be written and removed')
            [CompletionResult]::new('--sync', '--sync', [CompletionResultType]::ParameterName, 'Wait until the files are on the device')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;switch' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Overwrite files that changed')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite files that changed')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be written and removed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be written and removed')
            [CompletionResult]::new('--sync', '--sync', [CompletionResultType]::ParameterName, 'Wait until the files are on the device')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;merge' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The message of the merge [default: names both sides]')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'The message of the merge [default: names both sides]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would change and what is in conflict')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would change and what is in conflict')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;log' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Where to begin [default: the current head]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many commits')
            [CompletionResult]::new('--max-count', '--max-count', [CompletionResultType]::ParameterName, 'At most so many commits')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;ls' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Kind, mode, size and time before each path')
            [CompletionResult]::new('--long', '--long', [CompletionResultType]::ParameterName, 'Kind, mode, size and time before each path')
            [CompletionResult]::new('--flat', '--flat', [CompletionResultType]::ParameterName, 'Only what is directly in the directory')
            [CompletionResult]::new('-z', '-z', [CompletionResultType]::ParameterName, 'List paths with a NUL after each and as they are')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;cat' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;find' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-z', '-z', [CompletionResultType]::ParameterName, 'List paths with a NUL after each and as they are')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;stats' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;export' {
            [CompletionResult]::new('--tgz', '--tgz', [CompletionResultType]::ParameterName, 'A tar.gz; `-` is standard output')
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'A directory, which must be empty or missing')
            [CompletionResult]::new('--git', '--git', [CompletionResultType]::ParameterName, 'A bare git repository (SHA-256), empty or missing before, with the history of the revision')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--single-member', '--single-member', [CompletionResultType]::ParameterName, 'One gzip member instead of one per chunk, for readers that stop after the first')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Write into a directory that has files in it, over those of the same names')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write into a directory that has files in it, over those of the same names')
            [CompletionResult]::new('--sync', '--sync', [CompletionResultType]::ParameterName, 'Wait until the files are on the device')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;import' {
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Refuse what unpacks to more than this')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Refuse what unpacks to more than this many times its size; from 64 MiB on')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Refuse what has more entries')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only read and check it')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only read and check it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;fast-export' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;head' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all heads with their commits')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one head: its commit, what the members decided, and how it stands to the others')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the commits of heads back to the first, and that what the members decided is proven')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a head')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a head')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;head;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Also what is decided, what members have, and what was not decided')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also what is decided, what members have, and what was not decided')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;head;show' {
            [CompletionResult]::new('--proof', '--proof', [CompletionResultType]::ParameterName, 'Write what proves the decision into this file, for: mosaic head verify --proof FILE')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;head;verify' {
            [CompletionResult]::new('--proof', '--proof', [CompletionResultType]::ParameterName, 'Check a file that proves a decision; needs no repository')
            [CompletionResult]::new('--community', '--community', [CompletionResultType]::ParameterName, 'The community of which the file should be')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;head;create' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;head;rename' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;head;delete' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--for-all', '--for-all', [CompletionResultType]::ParameterName, 'Ask the members to delete them for all; the voters decide')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Take it back that they should be deleted for all')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;head;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all heads with their commits')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one head: its commit, what the members decided, and how it stands to the others')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the commits of heads back to the first, and that what the members decided is proven')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a head')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a head')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;head;help;list' {
            break
        }
        'mosaic;head;help;show' {
            break
        }
        'mosaic;head;help;verify' {
            break
        }
        'mosaic;head;help;create' {
            break
        }
        'mosaic;head;help;rename' {
            break
        }
        'mosaic;head;help;delete' {
            break
        }
        'mosaic;head;help;help' {
            break
        }
        'mosaic;tag' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all tags with their commits')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a tag')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove tags')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;tag;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tag;create' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tag;delete' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tag;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all tags with their commits')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a tag')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove tags')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;tag;help;list' {
            break
        }
        'mosaic;tag;help;create' {
            break
        }
        'mosaic;tag;help;delete' {
            break
        }
        'mosaic;tag;help;help' {
            break
        }
        'mosaic;rev-parse' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;remote' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all remotes with their addresses')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a remote')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a remote. What was fetched from it stays')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one remote: its address and the key it was met with')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;remote;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;remote;add' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;remote;remove' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;remote;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;remote;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all remotes with their addresses')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a remote')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a remote. What was fetched from it stays')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one remote: its address and the key it was met with')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;remote;help;list' {
            break
        }
        'mosaic;remote;help;add' {
            break
        }
        'mosaic;remote;help;remove' {
            break
        }
        'mosaic;remote;help;show' {
            break
        }
        'mosaic;remote;help;help' {
            break
        }
        'mosaic;fetch' {
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'Only the newest N commits of each head; older ones are left out')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Only the data of these paths; other data is fetched when a command needs it')
            [CompletionResult]::new('--min-peers', '--min-peers', [CompletionResultType]::ParameterName, 'So many peers must take part; then it is no failure when others do not')
            [CompletionResult]::new('--limit-rate', '--limit-rate', [CompletionResultType]::ParameterName, 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB')
            [CompletionResult]::new('--peer-timeout', '--peer-timeout', [CompletionResultType]::ParameterName, 'Seconds after which a peer that sends nothing is left')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 1 where something new came')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;push' {
            [CompletionResult]::new('--min-peers', '--min-peers', [CompletionResultType]::ParameterName, 'So many peers must take part; then it is no failure when others do not')
            [CompletionResult]::new('--limit-rate', '--limit-rate', [CompletionResultType]::ParameterName, 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB')
            [CompletionResult]::new('--peer-timeout', '--peer-timeout', [CompletionResultType]::ParameterName, 'Seconds after which a peer that sends nothing is left')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All heads')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;pull' {
            [CompletionResult]::new('--min-peers', '--min-peers', [CompletionResultType]::ParameterName, 'So many peers must take part; then it is no failure when others do not')
            [CompletionResult]::new('--limit-rate', '--limit-rate', [CompletionResultType]::ParameterName, 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB')
            [CompletionResult]::new('--peer-timeout', '--peer-timeout', [CompletionResultType]::ParameterName, 'Seconds after which a peer that sends nothing is left')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--merge', '--merge', [CompletionResultType]::ParameterName, 'Join histories that parted')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;sync-heads' {
            [CompletionResult]::new('--peer', '--peer', [CompletionResultType]::ParameterName, 'A remote, or the address of a peer, to ask; may be given several times [default: all remotes]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long to try where voters promised others to wait: a number and s, m or h')
            [CompletionResult]::new('--limit-rate', '--limit-rate', [CompletionResultType]::ParameterName, 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB')
            [CompletionResult]::new('--peer-timeout', '--peer-timeout', [CompletionResultType]::ParameterName, 'Seconds after which a peer that sends nothing is left')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 1 where something was decided or announced')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;serve' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'The address to listen on')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on; 0 is any that is free')
            [CompletionResult]::new('--read', '--read', [CompletionResultType]::ParameterName, 'Who may read [default: `serve.read`, members]')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Serve over TLS with a certificate that the repository makes for itself, once')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'Serve over TLS with this certificate, in PEM, those that vouch for it behind it')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'The key of the certificate, in PEM')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;ui' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on; 0 is any that is free')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Print the address and open nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;fsck' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Also read and hash all data, or a share (`5%`), or as much as fits into a time (`10m`); goes on where the last sample ended')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;gc' {
            [CompletionResult]::new('--recompress', '--recompress', [CompletionResultType]::ParameterName, 'Deflate everything again at this level, on all cores, and keep what gets smaller')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--auto', '--auto', [CompletionResultType]::ParameterName, 'Do nothing unless a fifth of the stored bytes is not needed or 32 files are left over, rewrite only packs of which a fifth is not needed, and leave it for later where another command writes')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;repair' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'A repository to take lost objects from: the path of its work tree or of its `.mosaic`, or the address or name of a peer; several are asked in turn')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;drop' {
            [CompletionResult]::new('--keep-last', '--keep-last', [CompletionResultType]::ParameterName, 'Keep so many versions of every head, the newest ones')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'Drop the versions that this one is made on, and keep it')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be dropped')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be dropped')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;op' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'List operations from the newest back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Set heads, tags and stage to what they were after an operation; the work tree stays as it is')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;op;log' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--max-count', '--max-count', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;op;restore' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would change')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would change')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;op;help' {
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'List operations from the newest back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Set heads, tags and stage to what they were after an operation; the work tree stays as it is')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;op;help;log' {
            break
        }
        'mosaic;op;help;restore' {
            break
        }
        'mosaic;op;help;help' {
            break
        }
        'mosaic;undo' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would change')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would change')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;config' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value that holds')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Write a value into the file of the repository')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take a value out of the file of the repository')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Print all settings with the values that hold')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;config;get' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--show-origin', '--show-origin', [CompletionResultType]::ParameterName, 'Also print the option, variable or file that it comes from')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;config;set' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;config;unset' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;config;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--show-origin', '--show-origin', [CompletionResultType]::ParameterName, 'Also print the option, variable or file that each comes from')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;config;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value that holds')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Write a value into the file of the repository')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take a value out of the file of the repository')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Print all settings with the values that hold')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;config;help;get' {
            break
        }
        'mosaic;config;help;set' {
            break
        }
        'mosaic;config;help;unset' {
            break
        }
        'mosaic;config;help;list' {
            break
        }
        'mosaic;config;help;help' {
            break
        }
        'mosaic;key' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint')
            [CompletionResult]::new('replace', 'replace', [CompletionResultType]::ParameterValue, 'Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;key;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;key;replace' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;key;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint')
            [CompletionResult]::new('replace', 'replace', [CompletionResultType]::ParameterValue, 'Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;key;help;show' {
            break
        }
        'mosaic;key;help;replace' {
            break
        }
        'mosaic;key;help;help' {
            break
        }
        'mosaic;community' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print its name, its members, who votes, how many must agree, and what is asked of the voters')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Make a token with which others may join: whoever has it can use it')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Become a member: with an invite, or without one where the community is open')
            [CompletionResult]::new('leave', 'leave', [CompletionResultType]::ParameterValue, 'Say that this repository is no member any more. What it has stays here')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that')
            [CompletionResult]::new('recover', 'recover', [CompletionResultType]::ParameterValue, 'Go on with other voters, when so many are gone for ever that nothing can be decided')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Accept the recovery that another member wrote')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;community;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;community;invite' {
            [CompletionResult]::new('--uses', '--uses', [CompletionResultType]::ParameterName, 'How many may join with it')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'How long it is valid: a number and s, m, h, d or w')
            [CompletionResult]::new('--address', '--address', [CompletionResultType]::ParameterName, 'Where this repository is served, to be written into the token; may be given several times')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--voter', '--voter', [CompletionResultType]::ParameterName, 'Ask for a vote for who joins; the voters decide')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;community;join' {
            [CompletionResult]::new('--invite', '--invite', [CompletionResultType]::ParameterName, 'The invite')
            [CompletionResult]::new('--limit-rate', '--limit-rate', [CompletionResultType]::ParameterName, 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB')
            [CompletionResult]::new('--peer-timeout', '--peer-timeout', [CompletionResultType]::ParameterName, 'Seconds after which a peer that sends nothing is left')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;community;leave' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;community;set' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;community;recover' {
            [CompletionResult]::new('--voters', '--voters', [CompletionResultType]::ParameterName, 'Who votes from then on: names of members, or eight or more digits of their keys')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for the members who are to accept it')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;community;accept' {
            [CompletionResult]::new('--limit-rate', '--limit-rate', [CompletionResultType]::ParameterName, 'Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB')
            [CompletionResult]::new('--peer-timeout', '--peer-timeout', [CompletionResultType]::ParameterName, 'Seconds after which a peer that sends nothing is left')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;community;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print its name, its members, who votes, how many must agree, and what is asked of the voters')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Make a token with which others may join: whoever has it can use it')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Become a member: with an invite, or without one where the community is open')
            [CompletionResult]::new('leave', 'leave', [CompletionResultType]::ParameterValue, 'Say that this repository is no member any more. What it has stays here')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that')
            [CompletionResult]::new('recover', 'recover', [CompletionResultType]::ParameterValue, 'Go on with other voters, when so many are gone for ever that nothing can be decided')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Accept the recovery that another member wrote')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;community;help;show' {
            break
        }
        'mosaic;community;help;invite' {
            break
        }
        'mosaic;community;help;join' {
            break
        }
        'mosaic;community;help;leave' {
            break
        }
        'mosaic;community;help;set' {
            break
        }
        'mosaic;community;help;recover' {
            break
        }
        'mosaic;community;help;accept' {
            break
        }
        'mosaic;community;help;help' {
            break
        }
        'mosaic;tapestry' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'List strands from the last one back, in the order that is the same for all members')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check every strand: signature, chain, clock; and that the tapestry says what they say')
            [CompletionResult]::new('root', 'root', [CompletionResultType]::ParameterValue, 'Print the root')
            [CompletionResult]::new('who', 'who', [CompletionResultType]::ParameterValue, 'List the members, and who is online')
            [CompletionResult]::new('leader', 'leader', [CompletionResultType]::ParameterValue, 'Print who leads: whoever of those online came first')
            [CompletionResult]::new('knots', 'knots', [CompletionResultType]::ParameterValue, 'List the knots: what each covers is agreed on, and keeps its place')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all strands into a file')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take strands in from such a file. Each is verified; its form is recognised')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;tapestry;log' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--max-count', '--max-count', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--author', '--author', [CompletionResultType]::ParameterName, 'Only those of this member: its key, or the first eight or more digits of it')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only those of this kind, for instance `member-admitted`')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tapestry;verify' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tapestry;root' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tapestry;who' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tapestry;leader' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tapestry;knots' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tapestry;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form of the file')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mosaic;tapestry;import' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;tapestry;help' {
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'List strands from the last one back, in the order that is the same for all members')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check every strand: signature, chain, clock; and that the tapestry says what they say')
            [CompletionResult]::new('root', 'root', [CompletionResultType]::ParameterValue, 'Print the root')
            [CompletionResult]::new('who', 'who', [CompletionResultType]::ParameterValue, 'List the members, and who is online')
            [CompletionResult]::new('leader', 'leader', [CompletionResultType]::ParameterValue, 'Print who leads: whoever of those online came first')
            [CompletionResult]::new('knots', 'knots', [CompletionResultType]::ParameterValue, 'List the knots: what each covers is agreed on, and keeps its place')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all strands into a file')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take strands in from such a file. Each is verified; its form is recognised')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;tapestry;help;log' {
            break
        }
        'mosaic;tapestry;help;verify' {
            break
        }
        'mosaic;tapestry;help;root' {
            break
        }
        'mosaic;tapestry;help;who' {
            break
        }
        'mosaic;tapestry;help;leader' {
            break
        }
        'mosaic;tapestry;help;knots' {
            break
        }
        'mosaic;tapestry;help;export' {
            break
        }
        'mosaic;tapestry;help;import' {
            break
        }
        'mosaic;tapestry;help;help' {
            break
        }
        'mosaic;explain' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;completions' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to DIR first, as if started there')
            [CompletionResult]::new('--repo', '--repo', [CompletionResultType]::ParameterName, 'The repository: a `.mosaic` directory, or one that has it [default: looked for here and above]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour; `auto` is on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON document on standard output instead of text (docs/json.md)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, no report of what was done; warnings, errors and what was asked for remain')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes where a command would ask before it destroys something')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mosaic;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make a new repository')
            [CompletionResult]::new('clone', 'clone', [CompletionResultType]::ParameterValue, 'Make a new repository with what a peer has')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Stage files for the next commit')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove files from the work tree and from the next commit')
            [CompletionResult]::new('mv', 'mv', [CompletionResultType]::ParameterValue, 'Rename or move files in the work tree and in the next commit')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is staged, what changed, and what is new')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what differs between two revisions, or a revision and the work tree')
            [CompletionResult]::new('commit', 'commit', [CompletionResultType]::ParameterValue, 'Make what is staged a commit, and move the current head to it')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring files back from a commit or the stage')
            [CompletionResult]::new('checkout', 'checkout', [CompletionResultType]::ParameterValue, 'Make the work tree what a revision says')
            [CompletionResult]::new('switch', 'switch', [CompletionResultType]::ParameterValue, 'Make another head the current one')
            [CompletionResult]::new('merge', 'merge', [CompletionResultType]::ParameterValue, 'Join another history into the current head')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show the history')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one commit: who, when, why, its signature, and what changed')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the paths of a revision')
            [CompletionResult]::new('cat', 'cat', [CompletionResultType]::ParameterValue, 'Write the content of a file to standard output')
            [CompletionResult]::new('find', 'find', [CompletionResultType]::ParameterValue, 'Find paths in a revision')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Show sizes and reuse')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write a revision as a tar.gz, a directory or a git repository')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Stage the entries of a tar or tar.gz')
            [CompletionResult]::new('fast-export', 'fast-export', [CompletionResultType]::ParameterValue, 'Write commits with their files for `git fast-import`')
            [CompletionResult]::new('head', 'head', [CompletionResultType]::ParameterValue, 'List, make and remove heads')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'List, make and remove tags')
            [CompletionResult]::new('rev-parse', 'rev-parse', [CompletionResultType]::ParameterValue, 'Print the id of the commit that a revision means')
            [CompletionResult]::new('remote', 'remote', [CompletionResultType]::ParameterValue, 'List, add and remove remotes')
            [CompletionResult]::new('fetch', 'fetch', [CompletionResultType]::ParameterValue, 'Get what peers have and this repository has not')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Give peers what they have not')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Get what peers have, and go forward to it')
            [CompletionResult]::new('sync-heads', 'sync-heads', [CompletionResultType]::ParameterValue, 'Agree with the other members on the newest versions')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the repository to its members')
            [CompletionResult]::new('ui', 'ui', [CompletionResultType]::ParameterValue, 'Show the repository in a browser')
            [CompletionResult]::new('fsck', 'fsck', [CompletionResultType]::ParameterValue, 'Check that everything is there and as it was written')
            [CompletionResult]::new('gc', 'gc', [CompletionResultType]::ParameterValue, 'Remove what nothing needs any more')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Bring back what is lost or damaged')
            [CompletionResult]::new('drop', 'drop', [CompletionResultType]::ParameterValue, 'Forget the data of old versions')
            [CompletionResult]::new('op', 'op', [CompletionResultType]::ParameterValue, 'Show the operations on this repository, and go back to one')
            [CompletionResult]::new('undo', 'undo', [CompletionResultType]::ParameterValue, 'Take the last operation back')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Read and change settings')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Show the key of the repository, or replace it')
            [CompletionResult]::new('community', 'community', [CompletionResultType]::ParameterValue, 'Show the community of the repository, let others in, leave it')
            [CompletionResult]::new('tapestry', 'tapestry', [CompletionResultType]::ParameterValue, 'Show and check what the members of the community said')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an exit code: what it means, usual causes, what to run')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a script that completes commands and options in a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mosaic;help;init' {
            break
        }
        'mosaic;help;clone' {
            break
        }
        'mosaic;help;add' {
            break
        }
        'mosaic;help;rm' {
            break
        }
        'mosaic;help;mv' {
            break
        }
        'mosaic;help;status' {
            break
        }
        'mosaic;help;diff' {
            break
        }
        'mosaic;help;commit' {
            break
        }
        'mosaic;help;restore' {
            break
        }
        'mosaic;help;checkout' {
            break
        }
        'mosaic;help;switch' {
            break
        }
        'mosaic;help;merge' {
            break
        }
        'mosaic;help;log' {
            break
        }
        'mosaic;help;show' {
            break
        }
        'mosaic;help;ls' {
            break
        }
        'mosaic;help;cat' {
            break
        }
        'mosaic;help;find' {
            break
        }
        'mosaic;help;stats' {
            break
        }
        'mosaic;help;export' {
            break
        }
        'mosaic;help;import' {
            break
        }
        'mosaic;help;fast-export' {
            break
        }
        'mosaic;help;head' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all heads with their commits')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one head: its commit, what the members decided, and how it stands to the others')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the commits of heads back to the first, and that what the members decided is proven')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a head')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a head')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over')
            break
        }
        'mosaic;help;head;list' {
            break
        }
        'mosaic;help;head;show' {
            break
        }
        'mosaic;help;head;verify' {
            break
        }
        'mosaic;help;head;create' {
            break
        }
        'mosaic;help;head;rename' {
            break
        }
        'mosaic;help;head;delete' {
            break
        }
        'mosaic;help;tag' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all tags with their commits')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a tag')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove tags')
            break
        }
        'mosaic;help;tag;list' {
            break
        }
        'mosaic;help;tag;create' {
            break
        }
        'mosaic;help;tag;delete' {
            break
        }
        'mosaic;help;rev-parse' {
            break
        }
        'mosaic;help;remote' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all remotes with their addresses')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a remote')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a remote. What was fetched from it stays')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one remote: its address and the key it was met with')
            break
        }
        'mosaic;help;remote;list' {
            break
        }
        'mosaic;help;remote;add' {
            break
        }
        'mosaic;help;remote;remove' {
            break
        }
        'mosaic;help;remote;show' {
            break
        }
        'mosaic;help;fetch' {
            break
        }
        'mosaic;help;push' {
            break
        }
        'mosaic;help;pull' {
            break
        }
        'mosaic;help;sync-heads' {
            break
        }
        'mosaic;help;serve' {
            break
        }
        'mosaic;help;ui' {
            break
        }
        'mosaic;help;fsck' {
            break
        }
        'mosaic;help;gc' {
            break
        }
        'mosaic;help;repair' {
            break
        }
        'mosaic;help;drop' {
            break
        }
        'mosaic;help;op' {
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'List operations from the newest back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Set heads, tags and stage to what they were after an operation; the work tree stays as it is')
            break
        }
        'mosaic;help;op;log' {
            break
        }
        'mosaic;help;op;restore' {
            break
        }
        'mosaic;help;undo' {
            break
        }
        'mosaic;help;config' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value that holds')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Write a value into the file of the repository')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take a value out of the file of the repository')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Print all settings with the values that hold')
            break
        }
        'mosaic;help;config;get' {
            break
        }
        'mosaic;help;config;set' {
            break
        }
        'mosaic;help;config;unset' {
            break
        }
        'mosaic;help;config;list' {
            break
        }
        'mosaic;help;key' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint')
            [CompletionResult]::new('replace', 'replace', [CompletionResultType]::ParameterValue, 'Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted')
            break
        }
        'mosaic;help;key;show' {
            break
        }
        'mosaic;help;key;replace' {
            break
        }
        'mosaic;help;community' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print its name, its members, who votes, how many must agree, and what is asked of the voters')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Make a token with which others may join: whoever has it can use it')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Become a member: with an invite, or without one where the community is open')
            [CompletionResult]::new('leave', 'leave', [CompletionResultType]::ParameterValue, 'Say that this repository is no member any more. What it has stays here')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that')
            [CompletionResult]::new('recover', 'recover', [CompletionResultType]::ParameterValue, 'Go on with other voters, when so many are gone for ever that nothing can be decided')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Accept the recovery that another member wrote')
            break
        }
        'mosaic;help;community;show' {
            break
        }
        'mosaic;help;community;invite' {
            break
        }
        'mosaic;help;community;join' {
            break
        }
        'mosaic;help;community;leave' {
            break
        }
        'mosaic;help;community;set' {
            break
        }
        'mosaic;help;community;recover' {
            break
        }
        'mosaic;help;community;accept' {
            break
        }
        'mosaic;help;tapestry' {
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'List strands from the last one back, in the order that is the same for all members')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check every strand: signature, chain, clock; and that the tapestry says what they say')
            [CompletionResult]::new('root', 'root', [CompletionResultType]::ParameterValue, 'Print the root')
            [CompletionResult]::new('who', 'who', [CompletionResultType]::ParameterValue, 'List the members, and who is online')
            [CompletionResult]::new('leader', 'leader', [CompletionResultType]::ParameterValue, 'Print who leads: whoever of those online came first')
            [CompletionResult]::new('knots', 'knots', [CompletionResultType]::ParameterValue, 'List the knots: what each covers is agreed on, and keeps its place')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all strands into a file')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take strands in from such a file. Each is verified; its form is recognised')
            break
        }
        'mosaic;help;tapestry;log' {
            break
        }
        'mosaic;help;tapestry;verify' {
            break
        }
        'mosaic;help;tapestry;root' {
            break
        }
        'mosaic;help;tapestry;who' {
            break
        }
        'mosaic;help;tapestry;leader' {
            break
        }
        'mosaic;help;tapestry;knots' {
            break
        }
        'mosaic;help;tapestry;export' {
            break
        }
        'mosaic;help;tapestry;import' {
            break
        }
        'mosaic;help;explain' {
            break
        }
        'mosaic;help;completions' {
            break
        }
        'mosaic;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
