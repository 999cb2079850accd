import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { ApiDependencies } from './dependencies.js';

type Shape = z.ZodObject;
type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

type Call<P, Q, B> = {
  readonly params: Output<P>;
  readonly query: Output<Q>;
  readonly body: Output<B>;
  readonly request: Request;
  readonly response: Response;
  readonly deps: ApiDependencies;
};

type Answer = { readonly status?: number; readonly json: unknown };

type Declared = {
  readonly method: 'get' | 'post';
  /** Below /api/v1, in the spelling of Express. */
  readonly path: string;
  readonly summary: string;
  /** What a success looks like; of a JSON body the schema. */
  readonly success: {
    readonly status: number;
    readonly description: string;
    readonly schema?: z.ZodType;
    readonly contentType?: string;
  };
  /** A body that is not JSON: the handler reads it from the request. */
  readonly rawBody?: string;
};

type Spec<P, Q, B> = Declared & {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Answers by what it returns, or by itself on `response` when it returns nothing. */
  handle(call: Call<P, Q, B>): Promise<Answer | undefined>;
};

/** One endpoint: the router serves it, and the OpenAPI document shows it, from this one declaration. */
export type Endpoint = Declared & {
  readonly params?: Shape | undefined;
  readonly query?: Shape | undefined;
  readonly body?: z.ZodType | undefined;
  serve(request: Request, response: Response, deps: ApiDependencies): Promise<void>;
};

/** Parses what comes in by the endpoint's schemas; a ZodError says what does not fit. */
export function endpoint<
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(spec: Spec<P, Q, B>): Endpoint {
  return {
    ...spec,
    async serve(request, response, deps) {
      const answer = await spec.handle({
        params: spec.params?.parse(request.params) as Output<P>,
        query: spec.query?.parse(request.query) as Output<Q>,
        body: spec.body?.parse(request.body) as Output<B>,
        request,
        response,
        deps,
      });
      if (answer) response.status(answer.status ?? spec.success.status).json(answer.json);
    },
  };
}
