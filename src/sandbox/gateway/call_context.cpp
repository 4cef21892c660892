#include "sandbox/gateway/call_context.h"

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/store/organizations_repository.h"
#include "sandbox/store/sts_repository.h"

namespace eni::sandbox {
namespace {

constexpr std::string_view kPrincipalTag = "aws:principaltag/";

using Text = std::optional<std::string>;

/// A key and how it is read from a call; nothing where the call has no such key.
struct KeyRow {
  std::string_view key;
  Text (*read)(Store& store, const Principal& principal, const RequestContext& request);
};

bool is_temporary(const Principal& principal) { return principal.access_key_id.starts_with("ASIA"); }

Text type_name(const Principal& principal) {
  switch (principal.type) {
    case PrincipalType::kRoot:
      return "Account";
    case PrincipalType::kUser:
      return "User";
    case PrincipalType::kAssumedRole:
      return "AssumedRole";
    case PrincipalType::kService:
      return std::nullopt;
  }
  return std::nullopt;
}

Text not_of_service(const Principal& principal, const std::string& text) {
  if (principal.type == PrincipalType::kService) return std::nullopt;
  return text;
}

std::optional<StsSession> session_of(Store& store, const Principal& principal) {
  if (!is_temporary(principal)) return std::nullopt;
  return store.get<StsRepository>().find(principal.access_key_id);
}

constexpr KeyRow kKeys[] = {
    {"aws:currenttime",
     [](Store&, const Principal&, const RequestContext& r) -> Text { return iso8601(r.now); }},
    {"aws:epochtime",
     [](Store&, const Principal&, const RequestContext& r) -> Text {
       return std::to_string(epoch_millis(r.now) / 1000);
     }},
    {"aws:principalarn",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       return not_of_service(p, p.identity_arn);
     }},
    {"aws:principalaccount",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       return not_of_service(p, p.account.value);
     }},
    {"aws:principalorgid",
     [](Store& s, const Principal& p, const RequestContext&) -> Text {
       if (p.type == PrincipalType::kService) return std::nullopt;
       const auto organization = s.get<OrganizationsRepository>().of_account(p.account.value);
       if (!organization) return std::nullopt;
       return organization->id;
     }},
    {"aws:principalorgpaths",
     [](Store& s, const Principal& p, const RequestContext&) -> Text {
       if (p.type == PrincipalType::kService) return std::nullopt;
       const auto account = s.get<OrganizationsRepository>().find_account(p.account.value);
       if (!account) return std::nullopt;
       return s.get<OrganizationsRepository>().path_of(*account);
     }},
    {"aws:principaltype",
     [](Store&, const Principal& p, const RequestContext&) -> Text { return type_name(p); }},
    {"aws:userid",
     [](Store&, const Principal& p, const RequestContext&) -> Text { return not_of_service(p, p.user_id); }},
    {"aws:username",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       if (p.type != PrincipalType::kUser) return std::nullopt;
       return p.identity_arn.substr(p.identity_arn.rfind('/') + 1);
     }},
    // The sandbox is plain HTTP on a loopback address, which nobody can listen to; policies that insist on
    // TLS are written for a network.
    {"aws:securetransport", [](Store&, const Principal&, const RequestContext&) -> Text { return "true"; }},
    {"aws:sourceip", [](Store&, const Principal&, const RequestContext& r) -> Text { return r.source_ip; }},
    {"aws:requestedregion",
     [](Store&, const Principal&, const RequestContext& r) -> Text { return r.region.value; }},
    {"aws:calledviafirst",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       if (p.called_via.empty()) return std::nullopt;
       return p.called_via.front();
     }},
    {"aws:calledvialast",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       if (p.called_via.empty()) return std::nullopt;
       return p.called_via.back();
     }},
    {"aws:viaawsservice",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       return p.called_via.empty() ? "false" : "true";
     }},
    {"aws:principalisawsservice",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       return p.type == PrincipalType::kService ? "true" : "false";
     }},
    {"aws:principalservicename",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       if (p.type != PrincipalType::kService) return std::nullopt;
       return p.arn;
     }},
    {"aws:sourcearn",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       if (p.type != PrincipalType::kService || p.source_arn.empty()) return std::nullopt;
       return p.source_arn;
     }},
    {"aws:sourceaccount",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       if (p.type != PrincipalType::kService) return std::nullopt;
       return p.account.value;
     }},
    {"aws:multifactorauthpresent",
     [](Store&, const Principal& p, const RequestContext&) -> Text {
       if (!is_temporary(p)) return std::nullopt;
       return "false";
     }},
    {"aws:tokenissuetime",
     [](Store& s, const Principal& p, const RequestContext&) -> Text {
       const auto session = session_of(s, p);
       if (!session) return std::nullopt;
       return iso8601(TimePoint{Duration{session->created}});
     }},
    {"aws:sourceidentity",
     [](Store& s, const Principal& p, const RequestContext&) -> Text {
       const auto session = session_of(s, p);
       if (!session || session->source_identity.empty()) return std::nullopt;
       return session->source_identity;
     }},
};

Text find_tag(const std::map<std::string, std::string>& tags, std::string_view lower_case_key) {
  for (const auto& [key, value] : tags)
    if (to_lower(key) == lower_case_key) return value;
  return std::nullopt;
}

}  // namespace

std::optional<iam::ContextKeys::Values> CallContext::find(std::string_view key) const {
  if (auto values = service_key(key)) return values;
  if (key == "aws:calledvia" && !principal_.called_via.empty()) return principal_.called_via;
  if (key == "aws:resourceaccount" && !resource_account_.empty())
    return Values{std::string{resource_account_}};
  if (auto text = global_key(key)) return Values{*std::move(text)};
  return std::nullopt;
}

std::optional<iam::ContextKeys::Values> CallContext::service_key(std::string_view key) const {
  Values values;
  for (const auto& [name, value] : service_keys_)
    if (iequals(name, key)) values.push_back(value);
  if (values.empty()) return std::nullopt;
  return values;
}

std::optional<std::string> CallContext::global_key(std::string_view key) const {
  if (key.starts_with(kPrincipalTag)) return principal_tag(key.substr(kPrincipalTag.size()));
  for (const KeyRow& row : kKeys)
    if (row.key == key) return row.read(store_, principal_, request_);
  return std::nullopt;
}

std::optional<std::string> CallContext::principal_tag(std::string_view lower_case_key) const {
  if (auto value = find_tag(principal_.session_tags, lower_case_key)) return value;
  return find_tag(identity_tags_, lower_case_key);
}

}  // namespace eni::sandbox
