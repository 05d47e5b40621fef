/** A part of a list of patient ids, in their order. */
export interface PatientIds {
  readonly patient_ids: readonly string[];
  /** The id up to which the list was read; absent if it was read to its end. */
  readonly next?: string;
}

const covers = ({ next }: PatientIds, id: string): boolean => next === undefined || id <= next;

/** The list that was read the furthest. */
const furthest = (lists: readonly PatientIds[]): PatientIds | undefined =>
  lists.reduce<PatientIds | undefined>(
    (best, list) => (best === undefined || (best.next !== undefined && covers(list, best.next)) ? list : best),
    undefined,
  );

/**
 * The patients who may meet all criteria, one list of the index for each. The lists are filters: beyond the id up to
 * which one was read it says nothing, and the re-check decides. The care team is none: who is not known to be on it is no
 * candidate, so that nobody else's record is ever opened.
 * @returns ids in order; `next` is the id up to which all candidates are among them.
 */
export const candidatesOf = (lists: readonly PatientIds[], team: PatientIds | undefined): PatientIds => {
  const widest = furthest(lists);
  if (widest === undefined) return { patient_ids: [] };
  const limits = [widest.next, team?.next].filter((next) => next !== undefined).sort();
  const [next] = limits;
  const filters = lists.map((list) => ({ list, ids: new Set(list.patient_ids) }));
  const members = team && new Set(team.patient_ids);
  const patient_ids = widest.patient_ids.filter(
    (id) =>
      (next === undefined || id <= next) &&
      (members?.has(id) ?? true) &&
      filters.every(({ list, ids }) => !covers(list, id) || ids.has(id)),
  );
  return next === undefined ? { patient_ids } : { patient_ids, next };
};
