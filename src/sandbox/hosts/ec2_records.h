#pragma once
/// What EC2 keeps of an instance, as the machine behind it has it: a machine is EC2's own hardware and asks no API about itself. The
/// one place where hosts read EC2's rows (tests/test_layers.py).
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/identifiers.h"
#include "base/clock.h"
#include "base/json.h"
#include "sandbox/store/store.h"

namespace eni::sandbox::hosts {

struct InstanceRecord {
  std::string id;
  aws::AccountId account;
  aws::Region region;
  /// As DescribeInstances shows it; and _userData, _reservation.
  json::object document;
};

/// A network interface that is attached to an instance.
struct InterfaceRecord {
  std::string id;
  std::string account;
  std::string subnet;
  std::string vpc;
  int device_index = 0;
  json::object document;  ///< as DescribeNetworkInterfaces shows it
};

std::optional<InstanceRecord> find_instance(Store& store, std::string_view instance_id);
std::map<std::string, std::string> instance_tags(Store& store, std::string_view instance_id);
/// The primary one first.
std::vector<InterfaceRecord> interfaces_of_instance(Store& store, std::string_view instance_id);
/// A subnet or VPC, as Describe operations show it; empty if it is gone.
json::object network_document(Store& store, std::string_view id);
/// Route tables of a VPC, as DescribeRouteTables shows them.
std::vector<json::object> route_tables(Store& store, std::string_view vpc);
/// Of the account's key pair in the Region; nothing if there is none of that name.
std::optional<std::string> public_key(Store& store, const InstanceRecord& instance,
                                      std::string_view key_name);

/// What GetConsoleOutput shows.
void append_console(Store& store, std::string_view instance_id, std::string_view text, TimePoint now);

}  // namespace eni::sandbox::hosts
