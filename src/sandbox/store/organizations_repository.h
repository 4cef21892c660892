#pragma once
/// AWS Organizations' rows: organizations, their units and accounts, which form a tree below one root, and requests for new accounts.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/named_documents.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// Times are milliseconds since the epoch.
struct Organization {
  std::string id;                  ///< o-…
  std::string management_account;  ///< of no other organization
  std::string root;                ///< r-…
  std::string feature_set;         ///< "ALL" or "CONSOLIDATED_BILLING"
  std::int64_t created = 0;
};

struct OrganizationalUnit {
  std::string id;  ///< ou-…
  std::string organization;
  std::string parent;  ///< a root or a unit
  std::string name;    ///< unique below its parent
};

struct OrganizationAccount {
  std::string id;  ///< twelve digits; of one organization at most
  std::string organization;
  std::string parent;
  std::string name;
  std::string email;
  std::string status;         ///< "ACTIVE" or "SUSPENDED"
  std::string joined_method;  ///< "CREATED" or "INVITED"
  std::int64_t joined = 0;
};

/// A request for a new account, kept for good.
struct CreateAccountRequest {
  std::string id;  ///< car-…
  std::string organization;
  std::string account_name;
  std::string email;
  std::string role_name;
  std::string state;    ///< "IN_PROGRESS", "SUCCEEDED", "FAILED"
  std::string account;  ///< reserved with the request
  std::string failure_reason;
  std::int64_t requested = 0;
  std::int64_t completed = 0;
};

/// A service that an organization trusts (`account` is ""), or that a member account administers.
struct OrganizationService {
  std::string account;
  std::string service;  ///< "member.org.stacksets.cloudformation.amazonaws.com"
  std::int64_t enabled = 0;
};

class OrganizationsRepository final : public Repository {
 public:
  explicit OrganizationsRepository(sqlite::Database& database) : database_{database} {}

  void insert(const Organization& organization);
  /// With all that belongs to it.
  void remove(const Organization& organization);
  std::optional<Organization> find(std::string_view id);
  /// The one that the account is a member of, or manages.
  std::optional<Organization> of_account(std::string_view account);
  bool has_root(std::string_view root);

  void insert(const OrganizationalUnit& unit);
  void rename(std::string_view unit, std::string_view name);
  void remove_unit(std::string_view id);
  std::optional<OrganizationalUnit> find_unit(std::string_view id);
  /// In the order of their making.
  std::vector<OrganizationalUnit> units_below(std::string_view parent);

  void insert(const OrganizationAccount& account);
  /// Its parent and its status.
  void update(const OrganizationAccount& account);
  void remove_account(std::string_view id);
  std::optional<OrganizationAccount> find_account(std::string_view id);
  /// In the order of joining.
  std::vector<OrganizationAccount> accounts_of(std::string_view organization);
  std::vector<OrganizationAccount> accounts_below(std::string_view parent);
  bool has_email(std::string_view email);
  /// o-…/r-…/ou-…/…/: the units from the root down to the account's, as aws:PrincipalOrgPaths has it. "" if it is in no organization
  std::string path_of(const OrganizationAccount& account);

  /// Remembers that the account has entered or left a unit, until what follows from that has begun: in the change's transaction,
  /// for its event is lost with the process.
  void note_change(const std::string& account);
  void forget_change(const std::string& account);
  std::vector<std::string> changed_accounts();

  void insert(const CreateAccountRequest& request);
  /// Its state, failure and completion.
  void update(const CreateAccountRequest& request);
  std::optional<CreateAccountRequest> find_request(std::string_view id);
  std::vector<CreateAccountRequest> requests_of(std::string_view organization);
  /// Of all organizations, those that are IN_PROGRESS.
  std::vector<std::string> open_requests();
  /// Whether some request has reserved the account.
  bool is_reserved(std::string_view account);

  /// One that is there already stays.
  void enable(std::string_view organization, const OrganizationService& service);
  /// @return  whether it was enabled
  bool disable(std::string_view organization, std::string_view account, std::string_view service);
  /// Trusted services, or those that the account administers.
  std::vector<OrganizationService> services_of(std::string_view organization, std::string_view account);
  std::vector<OrganizationService> delegations_of(std::string_view organization);

 private:
  sqlite::Database& database_;
  NamedDocuments changes_{database_, "organizations.changed-account"};
  sqlite::Statement insert_{database_, R"(
    INSERT INTO organization (id, management_account, root, feature_set, created) VALUES (?1, ?2, ?3, ?4, ?5))"};
  sqlite::Statement remove_{database_, "DELETE FROM organization WHERE id = ?1"};
  sqlite::Statement find_{database_, R"(
    SELECT id, management_account, root, feature_set, created FROM organization WHERE id = ?1)"};
  sqlite::Statement of_account_{database_, R"(
    SELECT o.id, o.management_account, o.root, o.feature_set, o.created FROM organization_account a
    JOIN organization o ON o.id = a.organization WHERE a.id = ?1)"};
  sqlite::Statement has_root_{database_, "SELECT 1 FROM organization WHERE root = ?1"};
  sqlite::Statement insert_unit_{database_, R"(
    INSERT INTO organization_unit (id, organization, parent, name) VALUES (?1, ?2, ?3, ?4))"};
  sqlite::Statement rename_unit_{database_, "UPDATE organization_unit SET name = ?2 WHERE id = ?1"};
  sqlite::Statement remove_unit_{database_, "DELETE FROM organization_unit WHERE id = ?1"};
  sqlite::Statement find_unit_{database_, R"(
    SELECT id, organization, parent, name FROM organization_unit WHERE id = ?1)"};
  sqlite::Statement units_below_{database_, R"(
    SELECT id, organization, parent, name FROM organization_unit WHERE parent = ?1 ORDER BY number)"};
  sqlite::Statement insert_account_{database_, R"(
    INSERT INTO organization_account (id, organization, parent, name, email, status, joined_method, joined)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))"};
  sqlite::Statement update_account_{database_,
                                    "UPDATE organization_account SET parent = ?2, status = ?3 WHERE id = ?1"};
  sqlite::Statement remove_account_{database_, "DELETE FROM organization_account WHERE id = ?1"};
  sqlite::Statement find_account_{database_, R"(
    SELECT id, organization, parent, name, email, status, joined_method, joined FROM organization_account
    WHERE id = ?1)"};
  sqlite::Statement accounts_of_{database_, R"(
    SELECT id, organization, parent, name, email, status, joined_method, joined FROM organization_account
    WHERE organization = ?1 ORDER BY number)"};
  sqlite::Statement accounts_below_{database_, R"(
    SELECT id, organization, parent, name, email, status, joined_method, joined FROM organization_account
    WHERE parent = ?1 ORDER BY number)"};
  sqlite::Statement has_email_{database_, R"(
    SELECT 1 FROM organization_account WHERE email = ?1 UNION ALL
    SELECT 1 FROM organization_account_request WHERE email = ?1 AND state = 'IN_PROGRESS')"};
  sqlite::Statement insert_request_{database_, R"(
    INSERT INTO organization_account_request (id, organization, account_name, email, role_name, state, account,
      failure_reason, requested, completed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10))"};
  sqlite::Statement update_request_{database_, R"(
    UPDATE organization_account_request SET state = ?2, failure_reason = ?3, completed = ?4 WHERE id = ?1)"};
  sqlite::Statement find_request_{database_, R"(
    SELECT id, organization, account_name, email, role_name, state, account, failure_reason, requested, completed
    FROM organization_account_request WHERE id = ?1)"};
  sqlite::Statement requests_of_{database_, R"(
    SELECT id, organization, account_name, email, role_name, state, account, failure_reason, requested, completed
    FROM organization_account_request WHERE organization = ?1 ORDER BY number)"};
  sqlite::Statement open_requests_{database_, R"(
    SELECT id FROM organization_account_request WHERE state = 'IN_PROGRESS' ORDER BY number)"};
  sqlite::Statement is_reserved_{database_, "SELECT 1 FROM organization_account_request WHERE account = ?1"};
  sqlite::Statement enable_{database_, R"(
    INSERT OR IGNORE INTO organization_service (organization, account, service, enabled) VALUES (?1, ?2, ?3, ?4))"};
  sqlite::Statement disable_{database_, R"(
    DELETE FROM organization_service WHERE organization = ?1 AND account = ?2 AND service = ?3)"};
  sqlite::Statement services_of_{database_, R"(
    SELECT account, service, enabled FROM organization_service WHERE organization = ?1 AND account = ?2
    ORDER BY service)"};
  sqlite::Statement delegations_of_{database_, R"(
    SELECT account, service, enabled FROM organization_service WHERE organization = ?1 AND account <> ''
    ORDER BY account, service)"};
};

}  // namespace eni::sandbox
