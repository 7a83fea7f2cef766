/**
 * The messages of containerd's own API, as far as they are used here, in the form of @grpc/proto-loader's fromJSON. Field
 * numbers are those of containerd/containerd, api/services.
 */
const text = (id: number) => ({ type: 'string', id });
const several = (type: string, id: number) => ({ rule: 'repeated', type, id });

const CONTAINERS = {
  Containers: { methods: { List: { requestType: 'ListContainersRequest', responseType: 'ListContainersResponse' } } },
  ListContainersRequest: { fields: { filters: several('string', 1) } },
  ListContainersResponse: { fields: { containers: several('Container', 1) } },
  Container: {
    fields: {
      id: text(1),
      labels: { keyType: 'string', type: 'string', id: 2 },
      image: text(3),
      spec: { type: 'Spec', id: 5 },
    },
  },
  /** A google.protobuf.Any whose value is the JSON of the OCI runtime specification. */
  Spec: { fields: { value: { type: 'bytes', id: 2 } } },
};

const NAMESPACES = {
  Namespaces: { methods: { List: { requestType: 'ListNamespacesRequest', responseType: 'ListNamespacesResponse' } } },
  ListNamespacesRequest: { fields: {} },
  ListNamespacesResponse: { fields: { namespaces: several('Namespace', 1) } },
  Namespace: { fields: { name: text(1) } },
};

const version1 = (nested: object) => ({ nested: { v1: { nested } } });

export const CONTAINERD_MESSAGES = {
  nested: {
    containerd: {
      nested: { services: { nested: { containers: version1(CONTAINERS), namespaces: version1(NAMESPACES) } } },
    },
  },
};
