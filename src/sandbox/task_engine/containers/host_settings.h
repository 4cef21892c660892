#pragma once
/// What a container calls itself and others: host name, entries of /etc/hosts, resolvers.
/// Source: Amazon ECS API Reference, ContainerDefinition: in awsvpc the network of the task has one host name for all.
#include <string>

#include "sandbox/task_engine/containers/container_spec.h"

namespace eni::sandbox::task_engine {

/// @error  a name that a host cannot have
Result<std::string> host_name_of(const json::object& definition, const ContainerFacts& facts);

/// extraHosts, links, dnsServers and dnsSearchDomains, each of which is safe in a line of its file.
/// @error  one that is not
Result<void> read_host_settings(const json::object& definition, ContainerSpec& spec);

}  // namespace eni::sandbox::task_engine
