#include "sandbox/store/elb_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

json::object document_of(std::string_view text) { return json::parse(text).as_object(); }

ElbLoadBalancer read_load_balancer(const sqlite::Statement& row) {
  return {ElbLoadBalancerNumber{row.integer(0)},
          row.text(1),
          row.text(2),
          row.text(3),
          row.text(4),
          row.text(5),
          row.integer(6),
          document_of(row.view(7))};
}

ElbListener read_listener(const sqlite::Statement& row) {
  return {ElbListenerNumber{row.integer(0)}, row.text(1), ElbLoadBalancerNumber{row.integer(2)},
          row.integer(3), document_of(row.view(4))};
}

ElbRule read_rule(const sqlite::Statement& row) {
  return {ElbRuleNumber{row.integer(0)}, row.text(1), ElbListenerNumber{row.integer(2)}, row.integer(3),
          document_of(row.view(4))};
}

}  // namespace

ElbRepository::ElbRepository(sqlite::Database& database)
    : database_{database},
      find_load_balancer_{database,
                          "SELECT number, arn, account, region, name, status, created, document "
                          "FROM elb_load_balancer WHERE arn = ?1 AND status <> 'deleting'"},
      find_load_balancer_by_number_{database,
                                    "SELECT number, arn, account, region, name, status, created, document "
                                    "FROM elb_load_balancer WHERE number = ?1"},
      find_named_{database,
                  "SELECT number, arn, account, region, name, status, created, document "
                  "FROM elb_load_balancer WHERE account = ?1 AND region = ?2 AND name = ?3 "
                  "AND status <> 'deleting'"},
      load_balancers_{database,
                      "SELECT number, arn, account, region, name, status, created, document "
                      "FROM elb_load_balancer WHERE account = ?1 AND region = ?2 AND status <> 'deleting' "
                      "ORDER BY number"},
      changing_load_balancers_{database,
                               "SELECT number, arn, account, region, name, status, created, document "
                               "FROM elb_load_balancer WHERE status IN ('provisioning', 'deleting') "
                               "OR document ->> 'moving' IS NOT NULL"},
      active_load_balancers_{database,
                             "SELECT number FROM elb_load_balancer WHERE status = 'active' ORDER BY number"},
      insert_load_balancer_{database,
                            "INSERT INTO elb_load_balancer (arn, account, region, name, status, created, "
                            "document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
      update_load_balancer_{database,
                            "UPDATE elb_load_balancer SET status = ?2, document = ?3 WHERE number = ?1"},
      remove_load_balancer_{database, "DELETE FROM elb_load_balancer WHERE number = ?1"},
      find_listener_{database,
                     "SELECT number, arn, load_balancer, port, document FROM elb_listener WHERE arn = ?1"},
      find_listener_by_number_{
          database, "SELECT number, arn, load_balancer, port, document FROM elb_listener WHERE number = ?1"},
      listeners_{database,
                 "SELECT number, arn, load_balancer, port, document FROM elb_listener "
                 "WHERE load_balancer = ?1 ORDER BY number"},
      insert_listener_{
          database, "INSERT INTO elb_listener (arn, load_balancer, port, document) VALUES (?1, ?2, ?3, ?4)"},
      update_listener_{database, "UPDATE elb_listener SET port = ?2, document = ?3 WHERE number = ?1"},
      remove_listener_{database, "DELETE FROM elb_listener WHERE number = ?1"},
      find_rule_{database, "SELECT number, arn, listener, priority, document FROM elb_rule WHERE arn = ?1"},
      rules_{database,
             "SELECT number, arn, listener, priority, document FROM elb_rule WHERE listener = ?1 "
             "ORDER BY priority = 0, priority"},
      insert_rule_{database,
                   "INSERT INTO elb_rule (arn, listener, priority, document) VALUES (?1, ?2, ?3, ?4)"},
      update_rule_{database, "UPDATE elb_rule SET priority = ?2, document = ?3 WHERE number = ?1"},
      remove_rule_{database, "DELETE FROM elb_rule WHERE number = ?1"},
      count_rules_{database,
                   "SELECT count(*) FROM elb_rule r JOIN elb_listener l ON l.number = r.listener "
                   "WHERE l.load_balancer = ?1 AND r.priority > 0"},
      clear_forwards_{database, "DELETE FROM elb_forward WHERE rule = ?1"},
      insert_forward_{database,
                      "INSERT OR IGNORE INTO elb_forward (target_group, rule, load_balancer) "
                      "VALUES (?1, ?2, ?3)"},
      target_groups_of_rule_{database, "SELECT target_group FROM elb_forward WHERE rule = ?1"},
      target_groups_of_load_balancer_{
          database,
          "SELECT DISTINCT target_group FROM elb_forward WHERE load_balancer = ?1 ORDER BY target_group"},
      load_balancers_of_{database,
                         "SELECT DISTINCT load_balancer FROM elb_forward WHERE target_group = ?1 "
                         "ORDER BY load_balancer"},
      tags_{database, "SELECT key, value FROM elb_tag WHERE arn = ?1"},
      set_tag_{database, "INSERT OR REPLACE INTO elb_tag (arn, key, value) VALUES (?1, ?2, ?3)"},
      remove_tag_{database, "DELETE FROM elb_tag WHERE arn = ?1 AND key = ?2"},
      remove_tags_{database, "DELETE FROM elb_tag WHERE arn = ?1"} {}

std::optional<ElbLoadBalancer> ElbRepository::find_load_balancer(std::string_view arn) {
  return first_row(find_load_balancer_.query(arn), read_load_balancer);
}

std::optional<ElbLoadBalancer> ElbRepository::find_load_balancer(ElbLoadBalancerNumber number) {
  return first_row(find_load_balancer_by_number_.query(number), read_load_balancer);
}

std::optional<ElbLoadBalancer> ElbRepository::find_named(std::string_view account, std::string_view region,
                                                         std::string_view name) {
  return first_row(find_named_.query(account, region, name), read_load_balancer);
}

std::vector<ElbLoadBalancer> ElbRepository::load_balancers(std::string_view account,
                                                           std::string_view region) {
  return all_rows(load_balancers_.query(account, region), read_load_balancer);
}

std::vector<ElbLoadBalancer> ElbRepository::changing_load_balancers() {
  return all_rows(changing_load_balancers_.query(), read_load_balancer);
}

std::vector<ElbLoadBalancerNumber> ElbRepository::active_load_balancers() {
  return all_rows(active_load_balancers_.query(), sqlite::first_integer<ElbLoadBalancerNumber>);
}

ElbLoadBalancer ElbRepository::insert(ElbLoadBalancer row) {
  insert_load_balancer_.run(row.arn, row.account, row.region, row.name, row.status, row.created,
                            json::serialize(row.document));
  row.number = ElbLoadBalancerNumber{database_.last_insert_rowid()};
  return row;
}

void ElbRepository::update(const ElbLoadBalancer& row) {
  update_load_balancer_.run(row.number, row.status, json::serialize(row.document));
}

void ElbRepository::remove(const ElbLoadBalancer& row) {
  for (const ElbListener& listener : listeners(row.number)) remove(listener);
  remove_tags(row.arn);
  remove_load_balancer_.run(row.number);
}

std::optional<ElbListener> ElbRepository::find_listener(std::string_view arn) {
  return first_row(find_listener_.query(arn), read_listener);
}

std::optional<ElbListener> ElbRepository::find_listener(ElbListenerNumber number) {
  return first_row(find_listener_by_number_.query(number), read_listener);
}

std::vector<ElbListener> ElbRepository::listeners(ElbLoadBalancerNumber load_balancer) {
  return all_rows(listeners_.query(load_balancer), read_listener);
}

ElbListener ElbRepository::insert(ElbListener row) {
  insert_listener_.run(row.arn, row.load_balancer, row.port, json::serialize(row.document));
  row.number = ElbListenerNumber{database_.last_insert_rowid()};
  return row;
}

void ElbRepository::update(const ElbListener& row) {
  update_listener_.run(row.number, row.port, json::serialize(row.document));
}

void ElbRepository::remove(const ElbListener& row) {
  for (const ElbRule& rule : rules(row.number)) remove(rule);
  remove_tags(row.arn);
  remove_listener_.run(row.number);
}

std::optional<ElbRule> ElbRepository::find_rule(std::string_view arn) {
  return first_row(find_rule_.query(arn), read_rule);
}

std::vector<ElbRule> ElbRepository::rules(ElbListenerNumber listener) {
  return all_rows(rules_.query(listener), read_rule);
}

ElbRule ElbRepository::insert(ElbRule row) {
  insert_rule_.run(row.arn, row.listener, row.priority, json::serialize(row.document));
  row.number = ElbRuleNumber{database_.last_insert_rowid()};
  return row;
}

void ElbRepository::update(const ElbRule& row) {
  update_rule_.run(row.number, row.priority, json::serialize(row.document));
}

void ElbRepository::remove(const ElbRule& row) {
  clear_forwards_.run(row.number);
  remove_tags(row.arn);
  remove_rule_.run(row.number);
}

std::int64_t ElbRepository::count_rules(ElbLoadBalancerNumber load_balancer) {
  return first_row(count_rules_.query(load_balancer), sqlite::first_integer<>).value();
}

void ElbRepository::set_forwards(const ElbRule& rule, ElbLoadBalancerNumber load_balancer,
                                 const std::vector<ElbTargetGroupNumber>& target_groups) {
  clear_forwards_.run(rule.number);
  for (const ElbTargetGroupNumber group : target_groups)
    insert_forward_.run(group, rule.number, load_balancer);
}

std::vector<ElbTargetGroupNumber> ElbRepository::target_groups_of(ElbRuleNumber rule) {
  return all_rows(target_groups_of_rule_.query(rule), sqlite::first_integer<ElbTargetGroupNumber>);
}

std::vector<ElbTargetGroupNumber> ElbRepository::target_groups_of(ElbLoadBalancerNumber load_balancer) {
  return all_rows(target_groups_of_load_balancer_.query(load_balancer),
                  sqlite::first_integer<ElbTargetGroupNumber>);
}

std::vector<ElbLoadBalancerNumber> ElbRepository::load_balancers_of(ElbTargetGroupNumber target_group) {
  return all_rows(load_balancers_of_.query(target_group), sqlite::first_integer<ElbLoadBalancerNumber>);
}

std::map<std::string, std::string> ElbRepository::tags(std::string_view arn) {
  return all_pairs(tags_.query(arn));
}

void ElbRepository::set_tag(std::string_view arn, std::string_view key, std::string_view value) {
  set_tag_.run(arn, key, value);
}

void ElbRepository::remove_tag(std::string_view arn, std::string_view key) { remove_tag_.run(arn, key); }

void ElbRepository::remove_tags(std::string_view arn) { remove_tags_.run(arn); }

}  // namespace eni::sandbox
