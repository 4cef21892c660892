#include "sandbox/store/organizations_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

Organization read_organization(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4)};
}

OrganizationalUnit read_unit(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3)};
}

OrganizationAccount read_account(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3),
          row.text(4), row.text(5), row.text(6), row.integer(7)};
}

CreateAccountRequest read_request(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3),    row.text(4),
          row.text(5), row.text(6), row.text(7), row.integer(8), row.integer(9)};
}

OrganizationService read_service(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.integer(2)};
}

}  // namespace

// ---- organizations ----------------------------------------------------------------------------------------

void OrganizationsRepository::insert(const Organization& organization) {
  insert_.run(organization.id, organization.management_account, organization.root, organization.feature_set,
              organization.created);
}

void OrganizationsRepository::remove(const Organization& organization) { remove_.run(organization.id); }

std::optional<Organization> OrganizationsRepository::find(std::string_view id) {
  return sqlite::first_row(find_.query(id), read_organization);
}

std::optional<Organization> OrganizationsRepository::of_account(std::string_view account) {
  return sqlite::first_row(of_account_.query(account), read_organization);
}

bool OrganizationsRepository::has_root(std::string_view root) { return has_row(has_root_.query(root)); }

// ---- units ------------------------------------------------------------------------------------------------

void OrganizationsRepository::insert(const OrganizationalUnit& unit) {
  insert_unit_.run(unit.id, unit.organization, unit.parent, unit.name);
}

void OrganizationsRepository::rename(std::string_view unit, std::string_view name) {
  rename_unit_.run(unit, name);
}

void OrganizationsRepository::remove_unit(std::string_view id) { remove_unit_.run(id); }

std::optional<OrganizationalUnit> OrganizationsRepository::find_unit(std::string_view id) {
  return sqlite::first_row(find_unit_.query(id), read_unit);
}

std::vector<OrganizationalUnit> OrganizationsRepository::units_below(std::string_view parent) {
  return sqlite::all_rows(units_below_.query(parent), read_unit);
}

// ---- accounts ---------------------------------------------------------------------------------------------

void OrganizationsRepository::insert(const OrganizationAccount& account) {
  insert_account_.run(account.id, account.organization, account.parent, account.name, account.email,
                      account.status, account.joined_method, account.joined);
}

void OrganizationsRepository::update(const OrganizationAccount& account) {
  update_account_.run(account.id, account.parent, account.status);
}

void OrganizationsRepository::remove_account(std::string_view id) { remove_account_.run(id); }

std::optional<OrganizationAccount> OrganizationsRepository::find_account(std::string_view id) {
  return sqlite::first_row(find_account_.query(id), read_account);
}

std::vector<OrganizationAccount> OrganizationsRepository::accounts_of(std::string_view organization) {
  return sqlite::all_rows(accounts_of_.query(organization), read_account);
}

std::vector<OrganizationAccount> OrganizationsRepository::accounts_below(std::string_view parent) {
  return sqlite::all_rows(accounts_below_.query(parent), read_account);
}

bool OrganizationsRepository::has_email(std::string_view email) { return has_row(has_email_.query(email)); }

std::string OrganizationsRepository::path_of(const OrganizationAccount& account) {
  std::string path;
  std::string parent = account.parent;
  while (const auto unit = find_unit(parent)) {
    path = unit->id + "/" + path;
    parent = unit->parent;
  }
  return account.organization + "/" + parent + "/" + path;
}

void OrganizationsRepository::note_change(const std::string& account) { changes_.put({account, "", ""}); }

void OrganizationsRepository::forget_change(const std::string& account) { changes_.remove(account, "", ""); }

std::vector<std::string> OrganizationsRepository::changed_accounts() {
  std::vector<std::string> accounts;
  for (const NamedDocument& row : changes_.all()) accounts.push_back(row.account);
  return accounts;
}

// ---- requests for accounts --------------------------------------------------------------------------------

void OrganizationsRepository::insert(const CreateAccountRequest& request) {
  insert_request_.run(request.id, request.organization, request.account_name, request.email,
                      request.role_name, request.state, request.account, request.failure_reason,
                      request.requested, request.completed);
}

void OrganizationsRepository::update(const CreateAccountRequest& request) {
  update_request_.run(request.id, request.state, request.failure_reason, request.completed);
}

std::optional<CreateAccountRequest> OrganizationsRepository::find_request(std::string_view id) {
  return sqlite::first_row(find_request_.query(id), read_request);
}

std::vector<CreateAccountRequest> OrganizationsRepository::requests_of(std::string_view organization) {
  return sqlite::all_rows(requests_of_.query(organization), read_request);
}

std::vector<std::string> OrganizationsRepository::open_requests() {
  return sqlite::all_rows(open_requests_.query(), sqlite::first_text);
}

bool OrganizationsRepository::is_reserved(std::string_view account) {
  return has_row(is_reserved_.query(account));
}

// ---- services ---------------------------------------------------------------------------------------------

void OrganizationsRepository::enable(std::string_view organization, const OrganizationService& service) {
  enable_.run(organization, service.account, service.service, service.enabled);
}

bool OrganizationsRepository::disable(std::string_view organization, std::string_view account,
                                      std::string_view service) {
  disable_.run(organization, account, service);
  return database_.changes() > 0;
}

std::vector<OrganizationService> OrganizationsRepository::services_of(std::string_view organization,
                                                                      std::string_view account) {
  return sqlite::all_rows(services_of_.query(organization, account), read_service);
}

std::vector<OrganizationService> OrganizationsRepository::delegations_of(std::string_view organization) {
  return sqlite::all_rows(delegations_of_.query(organization), read_service);
}

}  // namespace eni::sandbox
