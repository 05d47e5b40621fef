import { patientRoutes } from '../../shared/api/routes/patient-routes';
import { changeCareTeam } from '../../shared/application/change-care-team';
import { lambda } from '../_pipeline/lambda';
import { careTeamDependencies } from '../_pipeline/patient-dependencies';

/** `DELETE /patients/{id}/care-team/{user_id}` */
export const handler = lambda(
  patientRoutes,
  'deleteCareTeamMember',
  {
    prepare: ({ path }, tree, { patients }) => patients.find(tree, path.id.toLowerCase()),
    handle: ({ call, path, prepared }, deps) =>
      changeCareTeam(deps, call, prepared, { user_id: path.user_id.toLowerCase(), change: 'removal' }),
  },
  careTeamDependencies,
);
