import * as z from 'zod';
import { ConfigurationError } from './configuration-error';

export const REGION_NAME = /^[a-z]{2}(-[a-z]+)+-\d$/;

const ApprovedRegionsSchema = z.array(z.string().regex(REGION_NAME)).min(1);
const CdkJsonSchema = z.object({ context: z.object({ approvedRegions: z.unknown() }) });

/**
 * The approved Regions, which stand in cdk.json alone.
 * @param cdkJson the parsed cdk.json of this repository
 * @throws ConfigurationError
 */
export const approvedRegionsIn = (cdkJson: unknown): readonly string[] => {
  const file = CdkJsonSchema.safeParse(cdkJson);
  const list = ApprovedRegionsSchema.safeParse(file.success ? file.data.context.approvedRegions : undefined);
  if (list.success) return list.data;
  throw new ConfigurationError(
    'The context "approvedRegions" in cdk.json must be a non-empty array of Region names; nothing was synthesised.',
  );
};
