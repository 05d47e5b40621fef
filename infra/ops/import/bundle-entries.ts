import * as z from 'zod';

const Entry = z.looseObject({ fullUrl: z.string().optional(), resource: z.looseObject({}).optional() });
const Bundle = z.looseObject({ resourceType: z.literal('Bundle'), entry: z.array(z.unknown()).default([]) });
const Referring = z.looseObject({ subject: z.looseObject({ reference: z.string() }) });

type Resource = Readonly<Record<string, unknown>>;

const entryOf = (entry: unknown): { readonly fullUrl?: string; readonly resource: Resource } | undefined => {
  const parsed = Entry.safeParse(entry);
  return parsed.success && parsed.data.resource !== undefined
    ? { fullUrl: parsed.data.fullUrl, resource: parsed.data.resource }
    : undefined;
};

const uuidOf = (fullUrl: string | undefined): string | undefined =>
  /^urn:uuid:([0-9a-fA-F-]{36})$/.exec(fullUrl ?? '')?.[1];

/** Inside a bundle, references may name the entry's `fullUrl` instead of the resource's id. */
const withReference = (resource: Resource, patients: ReadonlyMap<string, string>): Resource => {
  const parsed = Referring.safeParse(resource);
  const id = parsed.success ? patients.get(parsed.data.subject.reference) : undefined;
  return id === undefined ? resource : { ...resource, subject: { reference: `Patient/${id}` } };
};

/** The resources of a FHIR bundle, in order; nothing for other JSON. An entry without a resource is `undefined`. */
export const bundleEntries = (json: unknown): readonly (Resource | undefined)[] | undefined => {
  const bundle = Bundle.safeParse(json);
  if (!bundle.success) return undefined;
  const entries = bundle.data.entry.map(entryOf);
  const patients = new Map<string, string>();
  const named = entries.map((entry) => {
    if (entry === undefined) return undefined;
    const { fullUrl, resource } = entry;
    const id = typeof resource.id === 'string' ? resource.id : uuidOf(fullUrl);
    if (resource.resourceType === 'Patient' && fullUrl !== undefined && id !== undefined) patients.set(fullUrl, id);
    return id === undefined ? resource : { ...resource, id };
  });
  return named.map((resource) => resource && withReference(resource, patients));
};
