#pragma once
/// Which service a request is for.
#include <span>
#include <string>

#include "aws/sigv4.h"
#include "net/http.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

const Service* find_service(std::span<const Service* const> services, std::string_view name);

/// By the credential scope if the request is signed; else by X-Amz-Target, by RPC v2's path, by Host
/// (SERVICE.REGION.amazonaws.com, SERVICE.localhost), by Action, by path; S3 for the rest. Null if the
/// sandbox does not have it.
const Service* find_service(std::span<const Service* const> services, const net::Request& request,
                            const aws::SignatureClaim* claim);

/// A row without operations that speaks the protocol the request seems to be in, for errors about unknown
/// services.
const Service& unknown_service(const net::Request& request);

}  // namespace eni::sandbox
