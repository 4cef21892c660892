#pragma once
/// The names of private namespaces (AWS Cloud Map) as the resolver of their VPC has them. The one place where tasks' networks read Cloud
/// Map's rows (tests/test_layers.py).
/// Sources: AWS Cloud Map API Reference, "DnsConfig" (routing policies, eight records), "DnsRecord" (SRV records and their targets);
/// Amazon Route 53 Developer Guide, "Choosing between alias and non-alias records" (an alias of a load balancer: 60 s);
/// Amazon Route 53 Developer Guide, "How Amazon Route 53 chooses records when health checking is configured".
#include <functional>
#include <string>
#include <vector>

#include "base/random.h"
#include "sandbox/store/store.h"
#include "sandbox/task_engine/endpoints/name_source.h"

namespace eni::sandbox::task_engine {

/// The addresses of a load balancer's name; none if there is no such load balancer.
using AddressesOfLoadBalancer = std::function<std::vector<vpc::Ipv4>(const std::string& name)>;

/// @param vpc   of who asks
/// @param name  as NameSource has it
/// @return  kNotOurs if the name is in no namespace of the VPC; a service without instances has no name
endpoints::NameLookup find_in_private_zones(Store& store, Random& random, const std::string& vpc,
                                            const std::string& name, endpoints::RecordType type,
                                            const AddressesOfLoadBalancer& addresses);

}  // namespace eni::sandbox::task_engine
