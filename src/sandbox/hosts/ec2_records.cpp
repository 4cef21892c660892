#include "sandbox/hosts/ec2_records.h"

#include "sandbox/store/ec2_instance_repository.h"
#include "sandbox/store/ec2_interface_repository.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::hosts {

std::optional<InstanceRecord> find_instance(Store& store, std::string_view instance_id) {
  auto found = store.get<Ec2Repository>().find(instance_id);
  if (!found || found->kind != "instance") return std::nullopt;
  return InstanceRecord{std::move(found->id), aws::AccountId{std::move(found->account)},
                        aws::Region{std::move(found->region)}, std::move(found->document)};
}

std::map<std::string, std::string> instance_tags(Store& store, std::string_view instance_id) {
  return store.get<Ec2Repository>().tags(instance_id);
}

std::vector<InterfaceRecord> interfaces_of_instance(Store& store, std::string_view instance_id) {
  std::vector<InterfaceRecord> records;
  for (Ec2Interface& one : store.get<Ec2InterfaceRepository>().of_instance(instance_id)) {
    records.push_back({std::move(one.id), std::move(one.account), std::move(one.subnet), std::move(one.vpc),
                       one.device_index, std::move(one.document)});
  }
  return records;
}

json::object network_document(Store& store, std::string_view id) {
  auto found = store.get<Ec2Repository>().find(id);
  return found ? std::move(found->document) : json::object{};
}

std::vector<json::object> route_tables(Store& store, std::string_view vpc) {
  std::vector<json::object> tables;
  for (Ec2Resource& table : store.get<Ec2Repository>().list_in(vpc, "route-table"))
    tables.push_back(std::move(table.document));
  return tables;
}

std::optional<std::string> public_key(Store& store, const InstanceRecord& instance,
                                      std::string_view key_name) {
  const Ec2Place place{instance.account.value, instance.region.value};
  for (const Ec2Resource& pair : store.get<Ec2Repository>().list(place, "key-pair"))
    if (text_at(pair.document, "keyName") == key_name) return find_string(pair.document, "_publicKey");
  return std::nullopt;
}

void append_console(Store& store, std::string_view instance_id, std::string_view text, TimePoint now) {
  store.get<Ec2InstanceRepository>().append_console(instance_id, text, now);
}

}  // namespace eni::sandbox::hosts
