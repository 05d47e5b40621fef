import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Diet } from './diet';

/**
 * The rules by which a client finds its endpoint come as a program of 1 to 5 KB, and its interpreter as 6 KB. In a function
 * it is the endpoint that is configured, or the Region's. What a client may be told besides is refused aloud: FIPS,
 * dual-stack, DynamoDB's endpoints of an account and of its searches.
 * @throws Error where the package's rules know no such host
 */
const regionalEndpoint = (_: string, path: string): string => {
  const [, client = ''] = /client-([a-z-]+)/.exec(path) ?? [];
  const host = `https://${client.replaceAll('-', '')}.`;
  if (!readFileSync(join(dirname(path), 'bdd.js'), 'utf8').includes(`"${host}{Region}.{PartitionResult#dnsSuffix}"`)) {
    throw new Error(`no rule for ${host}`);
  }
  return `
    import { partition } from '@aws-sdk/core/client';
    export const defaultEndpointResolver = (parameters) => {
      const { Endpoint, Region, UseDualStack, UseFIPS, IsSearchOperation, AccountIdEndpointMode } = parameters;
      const others = UseDualStack || UseFIPS || IsSearchOperation || AccountIdEndpointMode === 'required';
      if (others || (Endpoint ?? Region) === undefined) throw new TypeError('no such endpoint in this bundle');
      return { url: new URL(Endpoint ?? \`${host}\${Region}.\${partition(Region).dnsSuffix}\`), properties: {}, headers: {} };
    };`;
};

/** Not S3's, which looks at the bucket as well. */
export const ENDPOINT_DIET: Diet = {
  file: /[/\\]client-(?:dynamodb|kms|secrets-manager)[/\\]dist-es[/\\]endpoint[/\\]endpointResolver\.js$/,
  contents: regionalEndpoint,
};
