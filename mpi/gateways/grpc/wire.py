"""Domain -> messages: records, scores, persons, tasks, changes, sources.

Nothing here decides anything; the way back is in `reading.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from mpi.domain.answers import (
    Changed,
    Explanation,
    FieldEvidence,
    GoldenRecord,
    PairScore,
    PersonMatch,
    PersonView,
    RecordView,
    Upserted,
)
from mpi.domain.judgement import Verdict
from mpi.domain.record import Disposition, Outcome, Record, RecordKey, RecordStatus
from mpi.domain.source import Source
from mpi.gateways.grpc.demographics_wire import demographics_to_wire
from mpi.v1 import administration_pb2 as admin
from mpi.v1 import common_pb2 as common
from mpi.v1 import patient_index_pb2 as index
from mpi.v1 import stewardship_pb2 as steward


def numbers(enum: Any, prefix: str, members: Iterable[Enum]) -> dict[Any, Any]:
    """The number of each member, by name; fails at import if the contract lacks one."""
    return {
        member: enum.Value(prefix + (member.name if member.value else "UNSPECIFIED"))
        for member in members
    }


OUTCOMES = numbers(index.UpsertOutcome, "UPSERT_OUTCOME_", Outcome)
STATUSES = numbers(common.RecordStatus, "RECORD_STATUS_", RecordStatus)
DISPOSITIONS = numbers(common.Disposition, "DISPOSITION_", Disposition)
JUDGEMENTS = numbers(common.Judgement, "JUDGEMENT_", Verdict)
GRADES = {
    "certain": common.GRADE_CERTAIN,
    "probable": common.GRADE_PROBABLE,
    "possible": common.GRADE_POSSIBLE,
    "certainly-not": common.GRADE_CERTAINLY_NOT,
}
VERDICTS = {
    "link": common.VERDICT_LINK,
    "review": common.VERDICT_REVIEW,
    "apart": common.VERDICT_APART,
}


def upserted(answer: Upserted) -> index.UpsertRecordResponse:
    return index.UpsertRecordResponse(
        key=record_key(answer.key),
        enterprise_id=answer.eid,
        outcome=OUTCOMES[answer.outcome],
        version=answer.version,
        task_ids=ids(answer.tasks),
        match=person_match(answer.match) if answer.match else None,
        truncated=answer.truncated,
        model_digest=answer.model,
    )


def record_person(record: Record) -> index.RecordPerson:
    return index.RecordPerson(
        key=record_key(record.key), enterprise_id=record.eid, status=STATUSES[record.status]
    )


def record_key(key: RecordKey) -> common.RecordKey:
    return common.RecordKey(source=key.source, local_id=key.local_id)


def record(view: RecordView) -> common.Record:
    return common.Record(
        key=record_key(view.key),
        status=STATUSES[view.status],
        version=view.version,
        disposition=DISPOSITIONS[view.disposition],
        event_time=timestamp(view.event_time),
        received_at=timestamp(view.received_at),
        enterprise_id=view.eid,
        demographics=demographics_to_wire(view.demographics),
        merged_into=record_key(view.merged_into) if view.merged_into else None,
        quarantined_version=view.quarantined,
    )


def person(view: PersonView) -> common.Person:
    return common.Person(
        enterprise_id=view.eid,
        asked_enterprise_id=view.asked,
        records=[record(one) for one in view.records],
        golden_record=golden(view.golden),
        retired_enterprise_ids=view.retired,
        as_of=timestamp(view.as_of),
        task_ids=ids(view.tasks),
    )


def golden(best: GoldenRecord) -> common.GoldenRecord:
    return common.GoldenRecord(
        demographics=demographics_to_wire(best.demographics),
        fields=[
            common.GoldenField(field=one.field, record=record_key(one.record), version=one.version)
            for one in best.sources
        ],
    )


def person_match(match: PersonMatch) -> common.PersonMatch:
    return common.PersonMatch(
        enterprise_id=match.eid, record=record_key(match.record), score=pair_score(match.score)
    )


def pair_score(score: PairScore) -> common.PairScore:
    return common.PairScore(
        weight_log2=score.weight_log2,
        probability=score.probability,
        grade=GRADES[score.grade],
        verdict=VERDICTS[score.verdict],
        evidence=[_evidence(one) for one in score.evidence],
        guards=score.guards,
        held=score.held,
        model_digest=score.model,
    )


def changes(changed: Changed) -> common.PersonChanges:
    return common.PersonChanges(
        enterprise_ids=changed.eids,
        retired_enterprise_ids=changed.retired,
        task_ids=ids(changed.tasks),
        judgement_id=str(changed.judgement) if changed.judgement else "",
        decision_id=str(changed.decision) if changed.decision else "",
        proposal_task_id=str(changed.proposal) if changed.proposal else "",
    )


def explanation(explained: Explanation) -> steward.ExplainPairResponse:
    return steward.ExplainPairResponse(
        left=record(explained.left),
        right=record(explained.right),
        score=pair_score(explained.score),
        words=explained.words,
        same_person=explained.same_person,
        judgement_ids=ids(explained.judgements),
    )


def source(one: Source) -> admin.Source:
    return admin.Source(
        code=one.code, name=one.name, oid=one.oid, uri=one.uri, protected=one.protected
    )


def timestamp(moment: datetime | None) -> Timestamp | None:
    if moment is None:
        return None
    message = Timestamp()
    message.FromDatetime(moment)
    return message


def ids(numbers: Iterable[int]) -> list[str]:
    return [str(number) for number in numbers]


def _evidence(one: FieldEvidence) -> common.FieldEvidence:
    return common.FieldEvidence(
        comparison=one.comparison, level=one.level, weight_log2=one.weight_log2, note=one.note
    )
