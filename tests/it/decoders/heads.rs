//! Checks of what decisions are made of: votes, reports, proposals, lock proofs, certificates, records, ballots; and of
//! what proves them.

use mosaic::base::cbor::Fields;
use mosaic::heads::ballot::Ballot;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::evidence::Evidence;
use mosaic::heads::proposal::Proposal;
use mosaic::heads::quorum::Quorum;
use mosaic::heads::record::Record;
use mosaic::heads::report::Report;
use mosaic::heads::vote::Vote;
use mosaic::repo::decisions::proof::Proof;
use mosaic::repo::decisions::recovery::Recovery;

/// All that is signed or stored, whoever wrote it.
pub fn heads(data: &[u8]) {
    if let Ok(vote) = Vote::decode(data) {
        assert_eq!(vote.encode(), data);
        assert!(Evidence::of(&vote, &vote).is_none(), "a vote does not contradict itself");
    }
    if let Ok(report) = Report::decode(data) {
        assert_eq!(report.encode(), data);
    }
    if let Ok(proposal) = Proposal::decode(data) {
        assert_eq!(proposal.encode(), data);
        assert!(proposal.reports.is_sorted_by(|a, b| a.member < b.member));
    }
    if let Ok(quorum) = Quorum::decode(data) {
        assert_eq!(quorum.encode(), data);
        assert!(quorum.ayes.is_sorted_by(|a, b| a.voter < b.voter));
        for vote in quorum.votes() {
            assert_eq!(Vote::decode(&vote.encode()).expect("each is a vote"), vote);
        }
    }
    if let Ok(record) = Record::decode(data) {
        assert_eq!(record.encode(), data);
        assert!(record.quorum() <= record.voters.len() && 2 * record.quorum() > record.voters.len());
    }
    if let Ok(ballot) = Ballot::decode(data) {
        assert_eq!(ballot.encode(), data);
    }
    if let Ok(mut fields) = Fields::decode(data)
        && let Ok(bundle) = Bundle::take(&mut fields)
        && fields.end().is_ok()
    {
        let again = mosaic::base::cbor::Item::Array(vec![bundle.item()]).encode();
        assert_eq!(again, data);
    }
}

/// A proof from a file, and what recovers a community whose voters are gone.
pub fn proof(data: &[u8]) {
    if let Ok(proof) = Proof::decode(data) {
        assert_eq!(proof.encode(), data);
        if let Ok(checked) = proof.check() {
            assert_eq!(checked.record.epoch + 1, checked.records);
            assert!(checked.decided.height > 0 && checked.recoveries.len() as u64 <= checked.record.epoch);
        }
    }
    if let Ok(recovery) = Recovery::decode(data) {
        assert_eq!(recovery.encode(), data);
    }
}
