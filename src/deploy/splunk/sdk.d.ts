/** What is used of splunk-sdk, which ships no types. */
declare module 'splunk-sdk' {
  export interface Message {
    readonly method: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly timeout?: number;
  }
  export interface Response {
    readonly response: { readonly headers: Readonly<Record<string, unknown>>; readonly statusCode: number };
    readonly status: number;
    readonly data: unknown;
    readonly error: unknown;
  }
  export interface Http {
    _super(): void;
  }
  export interface ServiceParameters {
    readonly scheme: 'https';
    readonly host: string;
    readonly port: number;
    readonly owner: string;
    readonly app: string;
    readonly authorization: 'Bearer';
    readonly sessionKey: string;
    readonly version: string;
    readonly timeout: number;
    readonly autologin: false;
  }
  export interface Service {
    get(path: string, parameters: object): Promise<Response>;
    post(path: string, parameters: object): Promise<Response>;
    del(path: string, parameters: object): Promise<Response>;
  }
  const sdk: {
    readonly Http: {
      extend(members: {
        init(this: Http): void;
        makeRequest(this: Http, url: string, message: Message): Promise<Response>;
        parseJson(this: Http, text: string): unknown;
      }): new () => Http;
    };
    readonly Service: new (http: Http, parameters: ServiceParameters) => Service;
  };
  export default sdk;
}
