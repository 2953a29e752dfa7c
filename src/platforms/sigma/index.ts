export { type SigmaCatalogOptions, sigmaCatalog } from './catalog.ts';
export { type Route, routeOf } from './route.ts';
