#pragma once
/// What a VPC's resolver knows of its own: names of private namespaces, of interfaces and of load balancers.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/task_engine/endpoints/name_source.h"

namespace eni::sandbox::task_engine {

/// @param vpc  of who asks; "" for whom no interface is known
endpoints::NameLookup find_vpc_name(Environment& env, const aws::Region& region, const std::string& vpc,
                                    const std::string& name, endpoints::RecordType type);

}  // namespace eni::sandbox::task_engine
