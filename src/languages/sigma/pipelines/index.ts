export { applyPipelines, inOrder, parseRuleFor } from './apply.ts';
export { itemsOfRule, PipelineFailure, type TransformedRule } from './model.ts';
export { type ParsedPipeline, type Pipeline, parsePipeline } from './pipeline.ts';
export { PIPELINES_PAGE } from './transformation.ts';
export { TRANSFORMATIONS } from './transformations/index.ts';
