// What a compiled program consists of. Read by plan.ts (TypeScript) and by the kernels (AssemblyScript), so it is
// written in what both understand. Every instruction is a list of 32-bit words: opcode, number of words, arguments.
// Arguments: addresses in bytes (of parameters: relative to the weights or the gradients), counts per example, floats.

/** x w b y rows in out relu */
export const DENSE = 0;
/** dy y db rows out relu accumulate: masks dy in place where the rectifier was off; db = sum of dy */
export const DENSE_BIAS = 1;
/** x dy dw rows in out accumulate */
export const DENSE_WEIGHT = 2;
/** dy w scratch dx rows in out accumulate */
export const DENSE_INPUT = 3;
/** x w b y scratch time in out timeOut size stride dilation before relu */
export const CONV = 4;
/** x dy dw scratch time in out timeOut size stride dilation before accumulate */
export const CONV_WEIGHT = 5;
/** dy w dx scratch time in out timeOut size stride dilation before accumulate */
export const CONV_INPUT = 6;
/** kind x y n */
export const ACTIVATION = 7;
/** kind x y dy dx n accumulate */
export const ACTIVATION_BACK = 8;
/** x y rows n */
export const SOFTMAX = 9;
/** y dy dx rows n accumulate */
export const SOFTMAX_BACK = 10;
/** x gain offset y stats rows n epsilon */
export const NORM = 11;
/** x gain stats dy dx dgain doffset rows n accumulateX accumulateGain accumulateOffset (dx 0: not needed) */
export const NORM_BACK = 12;
/** p y n: a parameter, once per example */
export const PARAMETER = 13;
/** dy dp n accumulate */
export const PARAMETER_BACK = 14;
/** kind mode a b y n inner accumulate */
export const BINARY = 15;
/** mode dy a db n inner factor accumulate: db = factor * sum of dy (a 0) or of dy a over what b was spread over */
export const REDUCE = 16;
/** x y outer chunk xStride yStride accumulate xFrom yFrom: strided copy, all in floats */
export const COPY = 17;
/** x y outer n inner */
export const MEAN = 18;
/** dy dx outer n inner accumulate */
export const MEAN_BACK = 19;
/** x y n rate node accumulate */
export const DROPOUT = 20;
/** a b y n */
export const SQUARED_ERROR = 21;
/** a b dy dx n factor accumulate: dx = factor 2 (a - b) dy */
export const SQUARED_ERROR_BACK = 22;
/** a b y n */
export const MEAN_SQUARED_ERROR = 23;
/** a b dy dx n factor accumulate: dx = factor 2 (a - b) dy / n */
export const MEAN_SQUARED_ERROR_BACK = 24;
/** x y n factor accumulate */
export const SCALE = 25;
/** y n: 1 / (examples of the whole batch), the gradient of the mean loss */
export const SEED = 26;
/** y n */
export const ZERO = 27;
/** p n: of a parameter that the loss does not depend on */
export const ZERO_GRADIENT = 28;

/** Kinds of ACTIVATION. */
export const RELU = 0;
export const GELU = 1;
export const TANH = 2;
export const SIGMOID = 3;

/** Kinds of BINARY. */
export const ADD = 0;
export const SUBTRACT = 1;
export const MULTIPLY = 2;

/** How b is spread over a in BINARY and REDUCE. */
export const SAME = 0;
/** b has `inner` elements per example and repeats. */
export const LEADING = 1;
/** One element of b serves `inner` elements of a. */
export const TRAILING = 2;
