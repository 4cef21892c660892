#include "sandbox/store/ec2_interface_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {

// Each statement must be one literal, so that composed SQL does not compile.
#define ENI_SELECT_INTERFACE                                                                        \
  "SELECT i.number, i.id, i.account, i.region, i.vpc, i.subnet, i.type, i.attachment, i.instance, " \
  "i.device_index, i.trunk, i.vlan_id, i.trunk_association, i.document FROM ec2_interfaces i "

namespace {

Ec2Interface row(const sqlite::Statement& s) {
  Ec2Interface interface;
  interface.number = s.integer(0);
  interface.id = s.text(1);
  interface.account = s.text(2);
  interface.region = s.text(3);
  interface.vpc = s.text(4);
  interface.subnet = s.text(5);
  interface.type = s.text(6);
  interface.attachment = s.text(7);
  interface.instance = s.text(8);
  interface.device_index = static_cast<int>(s.integer(9));
  interface.trunk = s.text(10);
  interface.vlan_id = static_cast<int>(s.integer(11));
  interface.trunk_association = s.text(12);
  interface.document = read_document(s, 13);
  return interface;
}

std::int64_t number(sqlite::Statement& statement) {
  return first_row(statement, sqlite::first_integer<>).value_or(0);
}

}  // namespace

Ec2InterfaceRepository::Ec2InterfaceRepository(sqlite::Database& database)
    : database_{database},
      find_{database, ENI_SELECT_INTERFACE "WHERE i.id = ?1"},
      find_by_attachment_{database, ENI_SELECT_INTERFACE "WHERE i.attachment = ?1 AND i.attachment <> ''"},
      find_by_trunk_association_{
          database, ENI_SELECT_INTERFACE "WHERE i.trunk_association = ?1 AND i.trunk_association <> ''"},
      find_by_address_{database,
                       "SELECT interface_id FROM ec2_interface_addresses WHERE address = ?2 AND subnet = ?1"},
      of_instance_{database, ENI_SELECT_INTERFACE
                   "WHERE i.instance = ?1 AND i.instance <> '' ORDER BY i.device_index, i.number"},
      count_of_instance_{database,
                         "SELECT count(*) FROM ec2_interfaces WHERE instance = ?1 AND instance <> ''"},
      of_trunk_{database, ENI_SELECT_INTERFACE "WHERE i.trunk = ?1 AND i.trunk <> '' ORDER BY i.vlan_id"},
      count_of_trunk_{database, "SELECT count(*) FROM ec2_interfaces WHERE trunk = ?1 AND trunk <> ''"},
      vlan_ids_{database,
                "SELECT vlan_id FROM ec2_interfaces WHERE trunk = ?1 AND trunk <> '' ORDER BY vlan_id"},
      any_with_vlan_id_{
          database,
          "SELECT EXISTS (SELECT 1 FROM ec2_interfaces WHERE trunk = ?1 AND trunk <> '' AND vlan_id = ?2)"},
      any_in_subnet_{database, "SELECT EXISTS (SELECT 1 FROM ec2_interfaces WHERE subnet = ?1)"},
      any_in_vpc_{database, "SELECT EXISTS (SELECT 1 FROM ec2_interfaces WHERE vpc = ?1)"},
      any_with_group_{database, "SELECT EXISTS (SELECT 1 FROM ec2_interface_groups WHERE group_id = ?1)"},
      list_by_place_{database, ENI_SELECT_INTERFACE
                     "WHERE i.account = ?1 AND i.region = ?2 AND i.number > ?4 ORDER BY i.number LIMIT ?5"},
      list_by_vpc_{database,
                   ENI_SELECT_INTERFACE "WHERE i.vpc = ?3 AND i.number > ?4 ORDER BY i.number LIMIT ?5"},
      list_by_subnet_{
          database, ENI_SELECT_INTERFACE "WHERE i.subnet = ?3 AND i.number > ?4 ORDER BY i.number LIMIT ?5"},
      list_by_group_{database, ENI_SELECT_INTERFACE
                     "JOIN ec2_interface_groups g ON g.interface_id = i.id "
                     "WHERE g.group_id = ?3 AND i.number > ?4 ORDER BY i.number LIMIT ?5"},
      list_by_address_{database, ENI_SELECT_INTERFACE
                       "JOIN ec2_interface_addresses a ON a.interface_id = i.id "
                       "WHERE a.address = ?3 AND i.number > ?4 ORDER BY i.number LIMIT ?5"},
      insert_{database,
              "INSERT INTO ec2_interfaces (id, account, region, vpc, subnet, type, attachment, instance, "
              "device_index, trunk, vlan_id, trunk_association, document) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"},
      update_{database,
              "UPDATE ec2_interfaces SET attachment = ?2, instance = ?3, device_index = ?4, trunk = ?5, "
              "vlan_id = ?6, trunk_association = ?7, document = ?8 WHERE id = ?1"},
      remove_{database, "DELETE FROM ec2_interfaces WHERE id = ?1"},
      add_group_{database, "INSERT INTO ec2_interface_groups (group_id, interface_id) VALUES (?1, ?2)"},
      remove_group_{database, "DELETE FROM ec2_interface_groups WHERE group_id = ?1 AND interface_id = ?2"},
      add_address_{database,
                   "INSERT INTO ec2_interface_addresses (address, subnet, interface_id) VALUES (?1, ?2, ?3)"},
      remove_address_{database, "DELETE FROM ec2_interface_addresses WHERE address = ?1 AND subnet = ?2"} {}

std::optional<Ec2Interface> Ec2InterfaceRepository::find(std::string_view id) {
  return first_row(find_.query(id), row);
}

std::optional<Ec2Interface> Ec2InterfaceRepository::find_by_attachment(std::string_view attachment) {
  return first_row(find_by_attachment_.query(attachment), row);
}

std::optional<Ec2Interface> Ec2InterfaceRepository::find_by_trunk_association(std::string_view association) {
  return first_row(find_by_trunk_association_.query(association), row);
}

std::optional<std::string> Ec2InterfaceRepository::find_by_address(std::string_view subnet,
                                                                   std::string_view address) {
  return first_row(find_by_address_.query(subnet, address), sqlite::first_text);
}

std::vector<Ec2Interface> Ec2InterfaceRepository::of_instance(std::string_view instance) {
  return all_rows(of_instance_.query(instance), row);
}

std::int64_t Ec2InterfaceRepository::count_of_instance(std::string_view instance) {
  return number(count_of_instance_.query(instance));
}

std::vector<Ec2Interface> Ec2InterfaceRepository::of_trunk(std::string_view trunk) {
  return all_rows(of_trunk_.query(trunk), row);
}

std::int64_t Ec2InterfaceRepository::count_of_trunk(std::string_view trunk) {
  return number(count_of_trunk_.query(trunk));
}

int Ec2InterfaceRepository::free_vlan_id(std::string_view trunk) {
  int free = 1;
  for (vlan_ids_.query(trunk); vlan_ids_.step(); ++free) {
    if (vlan_ids_.integer(0) > free) break;
  }
  vlan_ids_.reset();
  return free;
}

bool Ec2InterfaceRepository::is_vlan_id_used(std::string_view trunk, int vlan_id) {
  return number(any_with_vlan_id_.query(trunk, vlan_id)) != 0;
}

bool Ec2InterfaceRepository::any_in_subnet(std::string_view subnet) {
  return number(any_in_subnet_.query(subnet)) != 0;
}

bool Ec2InterfaceRepository::any_in_vpc(std::string_view vpc) { return number(any_in_vpc_.query(vpc)) != 0; }

bool Ec2InterfaceRepository::any_with_group(std::string_view group) {
  return number(any_with_group_.query(group)) != 0;
}

std::vector<Ec2Interface> Ec2InterfaceRepository::list(By by, const Ec2Place& place, std::string_view key,
                                                       std::int64_t after, int limit) {
  sqlite::Statement* statement = nullptr;
  switch (by) {
    case By::kPlace:
      statement = &list_by_place_;
      break;
    case By::kVpc:
      statement = &list_by_vpc_;
      break;
    case By::kSubnet:
      statement = &list_by_subnet_;
      break;
    case By::kGroup:
      statement = &list_by_group_;
      break;
    case By::kAddress:
      statement = &list_by_address_;
      break;
  }
  return all_rows(statement->query(place.account, place.region, key, after, limit), row);
}

void Ec2InterfaceRepository::insert(Ec2Interface& i) {
  insert_.run(i.id, i.account, i.region, i.vpc, i.subnet, i.type, i.attachment, i.instance, i.device_index,
              i.trunk, i.vlan_id, i.trunk_association, json::serialize(i.document));
  i.number = database_.last_insert_rowid();
}

void Ec2InterfaceRepository::update(const Ec2Interface& i) {
  update_.run(i.id, i.attachment, i.instance, i.device_index, i.trunk, i.vlan_id, i.trunk_association,
              json::serialize(i.document));
}

void Ec2InterfaceRepository::remove(std::string_view id) { remove_.run(id); }

void Ec2InterfaceRepository::set_groups(std::string_view id, const std::vector<std::string>& before,
                                        const std::vector<std::string>& now) {
  for (const std::string& group : before) remove_group_.run(group, id);
  for (const std::string& group : now) add_group_.run(group, id);
}

void Ec2InterfaceRepository::add_address(std::string_view id, std::string_view subnet,
                                         std::string_view address) {
  add_address_.run(address, subnet, id);
}

void Ec2InterfaceRepository::remove_address(std::string_view subnet, std::string_view address) {
  remove_address_.run(address, subnet);
}

#undef ENI_SELECT_INTERFACE

}  // namespace eni::sandbox
