export { applyPipelines, inOrder, parseRuleFor } from './apply.ts';
export { FIELD_CONDITIONS, ITEM_CONDITIONS, RULE_CONDITIONS } from './condition.ts';
export { itemsOfRule, PipelineFailure, type TransformedRule } from './model.ts';
export { type ParsedPipeline, type Pipeline, parsePipeline } from './pipeline.ts';
export { PIPELINES_PAGE } from './transformation.ts';
export { TRANSFORMATIONS } from './transformations/index.ts';
