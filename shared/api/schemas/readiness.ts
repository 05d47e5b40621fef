import { ReadinessSchema } from '../../domain/readiness';

export const ReadinessView = ReadinessSchema.meta({
  id: 'Readiness',
  description: 'EP-050’s readiness checklist, each line measured.',
});
