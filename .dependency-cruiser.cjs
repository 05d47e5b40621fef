/** The architecture as rules; each says why. `npm run check` runs them, and test/architecture breaks each one once. */
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(shared|functions|infra)/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    only(
      'domain-is-the-core',
      'Decisions are pure: they know nothing but themselves.',
      '^shared/domain/',
      '^shared/domain/',
    ),
    only(
      'crypto-knows-domain',
      'Primitives and formats know the domain alone.',
      '^shared/crypto/',
      '^shared/(crypto|domain)/',
    ),
    only(
      'ports-are-interfaces',
      'Ports speak of the domain, never of adapters.',
      '^shared/ports/',
      '^shared/(ports|crypto|domain)/',
    ),
    only(
      'application-uses-ports',
      'Use cases receive ports; an import of an adapter would choose the technology for them.',
      '^shared/application/',
      '^shared/(application|ports|crypto|domain)/',
    ),
    only(
      'adapters-implement-ports',
      'Adapters know ports and the domain, not the use cases that use them.',
      '^shared/adapters/aws/',
      '^shared/(adapters/aws|ports|crypto|domain)/',
    ),
    only(
      'memory-adapters-stand-alone',
      'The memory adapters are the reference that the AWS ones are tested against.',
      '^shared/adapters/memory/',
      '^shared/(adapters/memory|ports|crypto|domain)/',
    ),
    only(
      'observability-stands-alone',
      'Logging must not reach PHI types or stores.',
      '^shared/observability/',
      '^shared/(observability|config)/',
    ),
    only(
      'api-is-data',
      'The contract is data: no handler, no AWS, no use case.',
      '^shared/api/',
      '^shared/(api|domain|config)/',
    ),
    only('config-is-data', 'Names and settings, nothing else.', '^shared/config/', '^shared/config/'),
    only('functions-use-shared', 'Handlers never import infrastructure.', '^functions/', '^(functions|shared)/'),
    {
      name: 'infra-knows-the-contract',
      comment:
        'Infrastructure loops over the contract; only the local stack, which seeds through use cases, sees more.',
      severity: 'error',
      from: { path: '^infra/', pathNot: '^infra/local/' },
      to: { path: '^(shared|functions)/', pathNot: '^shared/(api|config|domain)/' },
    },
    {
      name: 'handlers-are-separate',
      comment: 'A handler that imports another would be bundled into it.',
      severity: 'error',
      from: { path: '^functions/(?!_pipeline)' },
      to: { path: '^functions/(?!_pipeline)' },
    },
    {
      name: 'aws-sdk-in-adapters',
      comment: 'The AWS SDK is a detail of the AWS adapters.',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/adapters/aws/' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/' },
    },
    {
      name: 'second-sink-for-emergencies',
      comment: 'What survives the loss of the audit table is emergency access: nothing else may reach the second sink.',
      severity: 'error',
      from: {
        path: '^(shared|functions)/',
        pathNot: '^(shared/application/show-patient|functions/_pipeline/emergency-audit)\\.ts$',
      },
      to: { path: '^shared/(ports/emergency-audit-trail|adapters/aws/s3-audit-fallback)\\.ts$' },
    },
    {
      name: 'second-sink-in-three-functions',
      comment: 'The grant, the patient, and the vital signs under a grant; no other function is given the second sink.',
      severity: 'error',
      from: {
        path: '^functions/',
        pathNot: '^functions/(_pipeline/(emergency|biometric)-dependencies|patients/get-patient)\\.ts$',
      },
      to: { path: '^functions/_pipeline/emergency-audit\\.ts$' },
    },
    {
      name: 'domain-does-no-io',
      comment: 'Time, randomness, files, and sockets arrive as arguments.',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?util$' },
    },
    {
      name: 'core-does-no-io',
      comment: 'Formats, ports, and use cases compute; files, sockets, and processes belong to adapters.',
      severity: 'error',
      from: { path: '^shared/(crypto|ports|application)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'crypto-primitives-from-node',
      comment: 'Primitives come from node:crypto alone.',
      severity: 'error',
      from: { path: '^shared/crypto/' },
      to: { path: 'node_modules' },
    },
    {
      name: 'no-circles',
      comment: 'A circle is one module in two files.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A module that nobody imports is dead, unless something runs it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: '(^|/)(infra/(app|ops/.*|local/(start|token|demo|lambda/instance/.*))|.*\\.d)\\.ts$',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
