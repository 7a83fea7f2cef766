/** A filter that passes opens only does not record calls that make other descriptors; that must not change what the opens show. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { byThread, linesOfThreads } from '../helpers/lines-of-threads.js';
import { describeLive, startCapture } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { shell } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** System calls for which perl has no function. */
const CALLS =
  process.arch === 'arm64'
    ? 'openat => 56, socket => 198, eventfd2 => 19'
    : 'openat => 257, socket => 41, eventfd2 => 290';
/**
 * Makes, copies and closes descriptors at random, and opens files relative to its directories: 2000 steps, in a child after each
 * fork, with the same descriptors after each exec. Arguments: the seed, the steps to go, numbers of directories, 0, other numbers.
 */
const WORK = `
use POSIX ();
my %nr = (${CALLS});
my ($seed, $left) = splice(@ARGV, 0, 2);
srand($seed);
my %kinds;
my $kind = 'dir';
for (@ARGV) { if ($_ == 0) { $kind = 'other' } else { $kinds{$_} = $kind } }
sub one { my ($of) = @_; my @all = sort grep { $kinds{$_} eq $of } keys %kinds; return $all[rand @all] }
sub note { my ($kind, @fds) = @_; for (@fds) { $kinds{$_} = $kind if defined($_) && $_ > 2 } }
sub copy { my ($kind, $to) = @_; my $from = one($kind); note($kind, POSIX::dup2($from, $to)) if defined($from) && defined($to) && $from != $to }
my @steps = (
  sub { note('dir', POSIX::open((qw(/etc /usr /usr/share / .))[rand 5], 0)) },
  sub { note('other', POSIX::open('/etc/hostname', 0)) },
  sub { note('other', syscall($nr{socket}, 1, 1, 0)) },
  sub { note('other', syscall($nr{eventfd2}, 0, 0)) },
  sub { note('other', POSIX::pipe()) },
  sub { my $fd = one(rand() < 0.5 ? 'dir' : 'other'); delete $kinds{$fd}, POSIX::close($fd) if defined($fd) },
  sub { copy('dir', one('other') // 40 + int(rand 9)) },
  sub { copy('other', one('dir')) },
  sub { my $fd = one('dir'); note('dir', POSIX::dup($fd)) if defined($fd) },
  sub { chdir((qw(/etc /usr/share / ..))[rand 4]) },
  (sub { my $fd = one('dir'); my $name = (qw(hostname share/../none ../etc/hosts))[rand 3]; note('other', syscall($nr{openat}, $fd + 0, $name, 0)) if defined($fd) }) x 4,
  sub { note('other', POSIX::open('hostname', 0)) },
  sub { if (my $pid = fork()) { waitpid($pid, 0); exit } },
  sub { exec($0, $ENV{WORK}, $seed + 1, $left, (grep { $kinds{$_} eq 'dir' } keys %kinds), 0, grep { $kinds{$_} eq 'other' } keys %kinds) if rand() < 0.3 },
);
while ($left-- > 0) { $steps[rand @steps]->() if keys %kinds < 60 || delete $kinds{$_ = one(rand() < 0.5 ? 'dir' : 'other')} && POSIX::close($_) }
`;
const FORMAT =
  '*%thread.tid %proc.name %proc.cwd %evt.dir %evt.type %evt.res %fd.num %fd.type %fd.name %fs.path.name %evt.info';
const FILTER = 'proc.name=wo_perl and evt.type in (open, openat)';

describeLive('a filter that passes opens only', () => {
  test('shows the names that it shows of a capture of everything', async () => {
    const [program, work] = [scratch.path('wo_perl'), scratch.path('work.pl')];
    copyFileSync('/usr/bin/perl', program);
    writeFileSync(work, WORK.replaceAll('exec($0', `exec('${program}'`));
    const all = await startCapture(scratch.path('all.scap'), '--buffer', '64M');
    const live = await shell(
      `WORK=${work} $S --buffer 64M -p '${FORMAT}' '${FILTER}' -- ${program} ${work} ${SEED} 2000`,
    ).finally(() => all.stop());
    expect(live).toMatchObject({ stderr: '', exitCode: 0 });
    expect(await all.end).toEqual({ stderr: '', exitCode: 0 });
    const expected = await linesOfThreads(all.file, FORMAT, FILTER);
    expect(expected.filter((line) => /dirfd=\d+\(</.test(line)).length).toBeGreaterThan(100);
    expect(byThread(live.stdout)).toEqual(expected);
  });
});
