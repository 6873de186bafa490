//! Getting objects from several peers at once. The list of what is wanted is one queue: each thread takes a batch for its
//! peer, verifies what comes and stores it. Who has nothing to do takes over what a slower peer has not sent yet. A peer
//! that lies is not asked again; what it was to send goes back to the queue.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::base::id::ObjectId;
use crate::base::kind::Kind;
use crate::base::monitor::Monitor;
use crate::base::session::MAX_IDS;
use crate::node::error::NodeError;
use crate::node::parts::RawId;
use crate::node::remote::Peer;
use crate::object::error::ObjectError;
use crate::object::member::Member;
use crate::object::run::Run;
use crate::object::traits::Sink;

type Result<T> = std::result::Result<T, NodeError>;

/// Most ids of one batch.
const BATCH: usize = 1_024;
/// A batch ends with the object that reaches this, in plain bytes.
const BATCH_BYTES: u64 = 16 << 20;
/// Most threads.
const MAX_THREADS: usize = 16;
/// How often in a row a peer may fail before it is left.
const FAILURES: u32 = 3;
/// Most peers of one session: one bit each says that it has not an object.
pub const MAX_LINES: usize = 64;

/// An object that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Want {
    /// What it must be.
    pub kind: Kind,
    /// Its name.
    pub id: ObjectId,
    /// Its plain length where that is known, otherwise a guess: for batches and progress alone.
    pub len: u32,
}

/// A peer in a session, and what it did.
pub struct Line {
    /// The peer.
    pub peer: Peer,
    bytes: AtomicU64,
    objects: AtomicU64,
    wasted: AtomicU64,
    failures: Mutex<Failures>,
}

#[derive(Default)]
struct Failures {
    in_a_row: u32,
    /// Why it is not asked any more.
    gone: Option<String>,
}

/// What a peer did in a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineReport {
    /// Its address.
    pub peer: String,
    /// Bytes of members that it sent and that were stored, or that it was given.
    pub bytes: u64,
    /// How many that were.
    pub objects: u64,
    /// Bytes that it sent for nothing.
    pub wasted: u64,
    /// Why it was left, if it was.
    pub error: Option<String>,
}

impl Line {
    /// A line to this peer.
    pub fn new(peer: Peer) -> Self {
        let (bytes, objects, wasted, failures) = Default::default();
        Self { peer, bytes, objects, wasted, failures }
    }

    /// What it did so far.
    pub fn report(&self) -> LineReport {
        LineReport {
            peer: self.peer.name().to_owned(),
            bytes: self.bytes.load(Ordering::Relaxed),
            objects: self.objects.load(Ordering::Relaxed),
            wasted: self.wasted.load(Ordering::Relaxed),
            error: lock(&self.failures).gone.clone(),
        }
    }

    /// Notes what was given to the peer.
    pub fn sent(&self, objects: u64, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.objects.fetch_add(objects, Ordering::Relaxed);
    }

    /// Ends the line: nothing more is asked.
    pub fn end(&self, error: &NodeError) {
        lock(&self.failures).gone.get_or_insert_with(|| error.to_string());
    }

    /// Whether it is still asked.
    pub fn is_up(&self) -> bool {
        lock(&self.failures).gone.is_none()
    }

    /// Notes a failure: a lie or a refusal ends the line, as does one failure too many.
    pub fn fail(&self, error: &NodeError) {
        let mut failures = lock(&self.failures);
        failures.in_a_row += 1;
        let attempt = failures.in_a_row;
        let over = !matches!(error, NodeError::Network { .. }) || attempt >= FAILURES;
        if over && failures.gone.is_none() {
            failures.gone = Some(error.to_string());
        }
        drop(failures);
        if !over {
            self.peer.pause(attempt);
        }
    }

    /// Notes that the peer did what it was asked for.
    pub fn went_well(&self) {
        lock(&self.failures).in_a_row = 0;
    }
}

/// An object in the queue, and which lines have not got it.
type Queued = (Want, u64);

/// A batch that was asked for.
struct Flight {
    line: usize,
    remaining: Mutex<HashMap<RawId, Queued>>,
    /// Somebody else gets what remains.
    stolen: AtomicBool,
    /// It was stolen once already.
    again: bool,
}

#[derive(Default)]
struct Queue {
    wants: VecDeque<Queued>,
    flights: Vec<Arc<Flight>>,
    /// Not to be had from anyone.
    lost: Vec<Want>,
    /// Why all of it must end.
    fatal: Option<NodeError>,
}

struct Transfer<'t> {
    run: &'t Run,
    lines: &'t [&'t Line],
    monitor: &'t dyn Monitor,
    threads: usize,
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// Gets `wants` into `run`, each verified. Returns those that no line could give.
///
/// # Errors
/// The repository failed, or the user stopped the work. What peers do wrong is in their reports.
pub fn transfer(run: &Run, lines: &[&Line], wants: Vec<Want>, monitor: &dyn Monitor) -> Result<Vec<Want>> {
    if wants.is_empty() {
        return Ok(Vec::new());
    }
    let lines = &lines[..lines.len().min(MAX_LINES)];
    let connections = lines.iter().map(|line| line.peer.connections()).max().unwrap_or(1);
    let useful = wants.len().div_ceil(4).clamp(1, lines.len().max(1) * connections).min(MAX_THREADS.max(lines.len()));
    let queue = Queue { wants: wants.into_iter().map(|want| (want, 0)).collect(), ..Queue::default() };
    let transfer = Transfer { run, lines, monitor, threads: useful, queue: Mutex::new(queue), changed: Condvar::new() };
    std::thread::scope(|scope| {
        // The first connection of every peer comes before the second of any.
        for number in (0..lines.len() * connections).take(useful.max(lines.len())) {
            let transfer = &transfer;
            scope.spawn(move || transfer.work(number % lines.len()));
        }
    });
    let queue = transfer.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    match queue.fatal {
        Some(error) => Err(error),
        None => Ok(queue.lost.into_iter().chain(queue.wants.into_iter().map(|(want, _)| want)).collect()),
    }
}

/// Ends the waiting of all other threads when one of them panics: its batch will never come back.
struct Alarm<'a, 't>(&'a Transfer<'t>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(&self.0.queue).fatal.get_or_insert(ObjectError::Cancelled.into());
            self.0.changed.notify_all();
        }
    }
}

impl Transfer<'_> {
    fn work(&self, number: usize) {
        let _alarm = Alarm(self);
        let line = self.lines[number];
        let mut plain = Vec::new();
        while let Some(flight) = self.take(number) {
            let ids: Vec<RawId> = lock(&flight.remaining).keys().copied().collect();
            let result = line.peer.get(&ids, &mut |member| self.accept(line, &flight, &member, &mut plain));
            self.settle(number, &flight, result);
        }
    }

    /// The next batch for this line; waits while others are at work whose batches may come back. `None` at the end.
    fn take(&self, line: usize) -> Option<Arc<Flight>> {
        let mut queue = lock(&self.queue);
        loop {
            if queue.fatal.is_some() || !self.lines[line].is_up() {
                return None;
            }
            let (batch, again) = match self.next_batch(&mut queue, line) {
                Some(batch) => (batch, false),
                None => match steal(&queue, line) {
                    Some(batch) => (batch, true),
                    None if queue.flights.is_empty() => return None,
                    None => {
                        queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
                        continue;
                    }
                },
            };
            let flight = Arc::new(Flight { line, remaining: Mutex::new(batch), stolen: AtomicBool::new(false), again });
            queue.flights.push(Arc::clone(&flight));
            return Some(flight);
        }
    }

    fn next_batch(&self, queue: &mut Queue, line: usize) -> Option<HashMap<RawId, Queued>> {
        let bit = 1_u64 << line;
        // Towards the end batches become small, so that all lines end together.
        let most = (queue.wants.len() / (self.threads * 2)).clamp(16, BATCH.min(MAX_IDS));
        let mut batch = HashMap::new();
        let mut bytes = 0;
        let mut others = Vec::new();
        while let Some((want, lacking)) = queue.wants.pop_front() {
            if lacking & bit != 0 {
                others.push((want, lacking));
                continue;
            }
            bytes += u64::from(want.len);
            batch.insert(*want.id.as_bytes(), (want, lacking));
            if batch.len() >= most || bytes >= BATCH_BYTES {
                break;
            }
        }
        others.into_iter().rev().for_each(|other| queue.wants.push_front(other));
        (!batch.is_empty()).then_some(batch)
    }

    /// Takes one member of a batch.
    fn accept(&self, line: &Line, flight: &Flight, member: &Member, plain: &mut Vec<u8>) -> Result<()> {
        if self.monitor.cancelled() {
            return Err(ObjectError::Cancelled.into());
        }
        let id = member.header().id;
        let len = member.as_bytes().len() as u64;
        let (wanted, stolen) = {
            let remaining = lock(&flight.remaining);
            (remaining.get(id.as_bytes()).copied(), flight.stolen.load(Ordering::Relaxed))
        };
        let Some((want, _)) = wanted else {
            line.wasted.fetch_add(len, Ordering::Relaxed);
            let peer = line.peer.name();
            return Err(match stolen {
                true => NodeError::network(peer, "another peer was faster"),
                false => NodeError::lie(peer, format!("it sends object {id}, which nobody asked for")),
            });
        };
        if member.read(want.kind, &want.id, plain).is_err() {
            line.wasted.fetch_add(len, Ordering::Relaxed);
            return Err(NodeError::lie(line.peer.name(), format!("object {id} is not what its name says")));
        }
        if self.run.claim(&want.id)? {
            // The header's kind is a hint that stays in the pack: it must be the right one. A peer that has the same bytes as
            // something else, perhaps because a member sent them so, is no liar.
            match member.header().kind == want.kind {
                true => self.run.put_ref(member)?,
                false => self.run.put(member.labelled(want.kind))?,
            }
        }
        lock(&flight.remaining).remove(id.as_bytes());
        line.bytes.fetch_add(len, Ordering::Relaxed);
        line.objects.fetch_add(1, Ordering::Relaxed);
        self.monitor.advance(plain.len() as u64);
        Ok(())
    }

    /// A batch is over: what did not come goes back, unless somebody else gets it.
    fn settle(&self, number: usize, flight: &Arc<Flight>, result: Result<()>) {
        let line = self.lines[number];
        let stolen = flight.stolen.load(Ordering::Relaxed);
        let lacks = match &result {
            Ok(()) => {
                line.went_well();
                true
            }
            Err(error @ NodeError::Lie { .. }) if stolen => {
                line.end(error);
                false
            }
            Err(_) if stolen => false,
            Err(NodeError::Repo(_)) => false,
            Err(error) => {
                line.fail(error);
                false
            }
        };
        let mut queue = lock(&self.queue);
        queue.flights.retain(|other| !Arc::ptr_eq(other, flight));
        // What came is never asked for again, whatever becomes of this session.
        let flushed = self.run.flush();
        if let Err(NodeError::Repo(error)) = result.and(flushed.map_err(NodeError::from)) {
            queue.fatal.get_or_insert(NodeError::Repo(error));
        }
        if !stolen {
            for (_, (want, lacking)) in lock(&flight.remaining).drain() {
                let lacking = if lacks { lacking | 1 << number } else { lacking };
                let hopeless = self.lines.iter().enumerate().all(|(at, line)| lacking >> at & 1 == 1 || !line.is_up());
                if hopeless {
                    queue.lost.push(want);
                } else {
                    queue.wants.push_back((want, lacking));
                }
            }
        }
        self.changed.notify_all();
    }
}

/// What the batch with the most left of another line has not got yet. Each batch is taken over once.
fn steal(queue: &Queue, line: usize) -> Option<HashMap<RawId, Queued>> {
    let left = |flight: &&Arc<Flight>| lock(&flight.remaining).len();
    let is_free = |flight: &&Arc<Flight>| {
        flight.line != line && !flight.again && !flight.stolen.load(Ordering::Relaxed) && left(flight) > 0
    };
    let slow = queue.flights.iter().filter(is_free).max_by_key(left)?;
    let mut remaining = lock(&slow.remaining);
    if remaining.values().any(|(_, lacking)| lacking >> line & 1 == 1) {
        return None;
    }
    slow.stolen.store(true, Ordering::Relaxed);
    Some(std::mem::take(&mut *remaining))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
