import { routes, startRoutes } from './route-caller';

beforeAll(startRoutes);
afterAll(() => routes().stack.stop());

import './access.cases';
import './input.cases';
import './tenancy.cases';
